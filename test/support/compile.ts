import "reflect-metadata";

import type { DependencyContainer } from "tsyringe";

import { compileOperator } from "../../src/definitions/compile-operator.js";
import type { HandlerDefinition, OperatorDefinition } from "../../src/definitions/definitions.js";
import { type Problem, ProblemReport } from "../../src/definitions/problems.js";
import { Memo } from "../../src/memo/memo.js";
import { Services } from "../../src/operator/services.js";
import { OperatorSettings } from "../../src/settings/operator-settings.js";
import { FakeKube } from "./fake-kube.js";
import { NamingLogger } from "./naming-logger.js";
import { VirtualClock } from "./virtual-clock.js";

/** What definitions are compiled with, where a test does not say. */
export interface CompileParts {
  readonly memo?: object;
  readonly container?: DependencyContainer;
  readonly settings?: OperatorSettings;
  readonly logger?: NamingLogger;
  readonly kube?: FakeKube;
  readonly clock?: VirtualClock;
}

/** An operator's definitions, what is wrong with its classes, and its services. */
export interface Compiled {
  readonly definition: OperatorDefinition;
  readonly problems: readonly Problem[];
  readonly services: Services;
}

/** Compiles classes as `bootstrap` does, without running anything. */
export function compile(operator: unknown, parts: CompileParts = {}): Compiled {
  const memo = parts.memo ?? new Memo();
  const services = new Services(parts.container, {
    memo,
    logger: parts.logger ?? new NamingLogger(),
    settings: parts.settings ?? new OperatorSettings(),
    kube: parts.kube ?? new FakeKube(),
    clock: parts.clock ?? new VirtualClock(),
  });
  const problems = new ProblemReport();
  const definition = compileOperator(operator, { memo, services, problems });
  for (const owner of definition.classes) services.prepare(owner, problems);
  for (const plan of definition.handlers.flatMap(({ parameters }) => parameters))
    if (plan.kind === "service") services.prepareToken(plan.token, problems);
  return { definition, problems: problems.problems, services };
}

/** The handlers of an operator without mistakes. */
export function handlersOf(
  operator: unknown,
  parts: CompileParts = {},
): readonly HandlerDefinition[] {
  const { definition, problems } = compile(operator, parts);
  if (problems.length > 0) throw new Error(`It has mistakes: ${JSON.stringify(problems)}`);
  return definition.handlers;
}

/** The one mistake of an operator, as `where: message [code]`. */
export function mistakesOf(operator: unknown, parts: CompileParts = {}): readonly string[] {
  return compile(operator, parts).problems.map(
    ({ where, message, code }) => `${where}: ${message} [${code}]`,
  );
}
