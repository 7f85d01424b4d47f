import { types } from "node:util";

import { messageOf } from "../support/errors.js";
import { instancePrototype, memberOf } from "../support/members.js";
import { type DeclaredHandler, prototypeChain } from "./declared-handlers.js";
import type { OperatorClass } from "./definitions.js";
import { parameterRecords } from "./records.js";

const MISPLACED = {
  "static method":
    "it stands on a static method. Handlers are methods of an instance: remove `static`.",
  accessor:
    "it stands on an accessor. Put it on a method; where another decorator makes the accessor, as autobind does, put it below that one.",
  "something else": "it stands on something that is no method. Put it on a method.",
} as const;

/** What is wrong with what a handler decorator stands on, or with the method that is called in its place; `undefined`: nothing. */
export function problemWithTarget(
  owner: OperatorClass,
  declared: DeclaredHandler,
): string | undefined {
  const { standsOn } = declared.record;
  return standsOn === "method" ? problemWithMethod(owner, declared) : MISPLACED[standsOn];
}

function problemWithMethod(
  owner: OperatorClass,
  { record, prototype }: DeclaredHandler,
): string | undefined {
  let called: unknown;
  let declared: unknown;
  try {
    called = memberOf(instancePrototype(owner) ?? {}, record.method);
    declared = memberOf(prototype, record.method);
  } catch (error) {
    return `it is overridden by an accessor that throws ("${messageOf(error)}"). Override it with a method.`;
  }
  if (typeof called !== "function" || typeof declared !== "function")
    return "it is overridden by something that is no method.";
  if (types.isGeneratorFunction(called))
    return "it stands on a generator, whose body would never run. Make it a plain or an async method: remove the `*`.";
  if (hasParameterDecorators(owner, record.method, prototype))
    return "it is overridden without a decorator by a method whose parameters are decorated. Repeat the decorator on the override, or leave its parameters as the base has them.";
  // An override without a decorator runs with the base's plan, so it must take as many parameters.
  return called.length === declared.length
    ? undefined
    : `it is overridden without a decorator by a method with ${called.length} instead of ${declared.length} parameters. Repeat the decorator on the override, or give it the same parameters.`;
}

/** Whether an override below the declaring class has parameter decorators. */
function hasParameterDecorators(
  owner: OperatorClass,
  method: string | symbol,
  declaring: object,
): boolean {
  const chain = prototypeChain(owner);
  return chain
    .slice(chain.indexOf(declaring) + 1)
    .some((overriding) => parameterRecords(overriding, method).length > 0);
}
