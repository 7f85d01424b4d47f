import { compileOperator } from "../definitions/compile-operator.js";
import type { OperatorClass, OperatorDefinition } from "../definitions/definitions.js";
import { ProblemReport } from "../definitions/problems.js";
import type { EngineParts } from "../engine/loop/engine-parts.js";
import { Refusals } from "../engine/loop/refusals.js";
import type { ClusterConfig } from "../kube/cluster-access.js";
import { checkMemo } from "../memo/check-memo.js";
import { isRecord } from "../resources/json.js";
import { OperatorSettings } from "../settings/operator-settings.js";
import { type Clock, SystemClock } from "../support/clock.js";
import { InvariantError } from "../support/errors.js";
import { GuardedLogger } from "../telemetry/guarded-logger.js";
import type { Logger } from "../telemetry/logger.js";
import { WinstonLogger } from "../telemetry/winston-logger.js";
import { checkBootstrapOptions } from "./check-options.js";
import { Cluster } from "./cluster.js";
import { FAILED, Mistakes } from "./mistakes.js";
import { ObjectScope } from "./object-scope.js";
import { OperatorRun } from "./operator-run.js";
import { type BootstrapOptions, namespacePatterns } from "./options.js";
import { Services } from "./services.js";

/** What tests give beside an author's options. */
export interface Internals {
  readonly clock?: Clock;
}

/** What `bootstrap` gets. */
export interface BootstrapCall<M extends object> {
  readonly operator: OperatorClass | readonly OperatorClass[];
  readonly memo: M | undefined;
  readonly options: BootstrapOptions;
}

/** Checks all that can be checked before anything starts: the mistakes of options, settings, memo and classes come together. */
export function checkedRun(
  { operator, options }: BootstrapCall<object>,
  memo: unknown,
  internals: Internals,
): OperatorRun {
  const mistakes = new Mistakes();
  const areOptionsFine = mistakes.look(() => checkBootstrapOptions(options)) !== FAILED;
  const given = areOptionsFine ? options : {};
  const wanted: unknown = isRecord(options) ? options["settings"] : undefined;
  const settings = mistakes.look(() => new OperatorSettings(isRecord(wanted) ? wanted : {}));
  mistakes.look(() => checkMemo(memo));
  // Classes are looked at for their own mistakes, not for what follows from the others.
  const known = typeof memo === "object" && memo !== null ? memo : undefined;
  const run =
    known === undefined
      ? FAILED
      : mistakes.look(() =>
          assemble(operator, known, {
            options: given,
            settings: settings === FAILED ? new OperatorSettings() : settings,
            internals,
          }),
        );
  mistakes.throwIfAny();
  if (run === FAILED) throw new InvariantError("An operator was not assembled.");
  return run;
}

/** What an operator is assembled of, when it was checked. */
interface Checked {
  readonly options: BootstrapOptions;
  readonly settings: OperatorSettings;
  readonly internals: Internals;
}

function assemble(
  operator: unknown,
  memo: object,
  { options, settings, internals }: Checked,
): OperatorRun {
  const { logger, applySettings } = openLog(options.logger, settings);
  const clock = internals.clock ?? new SystemClock();
  let found: ClusterConfig | undefined = options.kubeConfig;
  // Credentials may be asked of login handlers, which are bound later than the connection is made.
  let run: OperatorRun | undefined = undefined;
  const cluster = new Cluster({
    clock,
    logger,
    settings,
    login: async () => run?.login(),
    config: () => found,
  });
  const services = new Services(options.container, {
    memo,
    logger,
    settings,
    kube: cluster.client,
    clock,
  });
  const definition = compile(operator, memo, services);
  announce(definition, logger);
  const engine: EngineParts = {
    clock,
    logger,
    kube: cluster.client,
    settings,
    counters: cluster.counters,
    refusals: new Refusals(),
    memo,
    openScope: (object) =>
      new ObjectScope({
        services,
        memo: object.memory.memo,
        logger: logger.child(object.reference),
      }),
  };
  run = new OperatorRun({
    definition,
    engine,
    services,
    cluster,
    namespaces:
      options.namespaces === undefined ? undefined : namespacePatterns(options.namespaces),
    liveness: options.liveness,
    openCluster: async () => {
      // Start-up handlers have run, and what they have changed is checked.
      applySettings();
      const sandbox = await openSandbox(options, clock, logger);
      found = sandbox?.kubeConfig ?? found;
      return sandbox;
    },
  });
  return run;
}

/** Where lines go. A logger of the author's is guarded, and has a level of its own; ours has that of the settings, whenever they are applied. */
function openLog(
  given: Logger | undefined,
  settings: OperatorSettings,
): { readonly logger: Logger; readonly applySettings: () => void } {
  const own = (): WinstonLogger =>
    WinstonLogger.create({ ...settings.logging, stream: process.stderr });
  if (given !== undefined)
    return { logger: GuardedLogger.guard(given, own), applySettings: () => undefined };
  const logger = own();
  return { logger, applySettings: () => logger.change(settings.logging) };
}

/** All mistakes of all classes come in one report: those of decorators and those of constructors. */
function compile(operator: unknown, memo: object, services: Services): OperatorDefinition {
  const problems = new ProblemReport();
  const definition = compileOperator(operator, { memo, services, problems });
  for (const owner of definition.classes) services.prepare(owner, problems);
  for (const { parameters } of definition.handlers) {
    for (const plan of parameters)
      if (plan.kind === "service") services.prepareToken(plan.token, problems);
  }
  problems.throwIfAny();
  return definition;
}

function announce(definition: OperatorDefinition, logger: Logger): void {
  for (const name of definition.withoutMetadata) {
    logger.warn(
      `${name} was compiled without decorator metadata: its handlers get their context as the only parameter. With tsc, "experimentalDecorators": true and "emitDecoratorMetadata": true they could take a memo and services.`,
    );
  }
}

async function openSandbox(
  options: BootstrapOptions,
  clock: Clock,
  logger: Logger,
): Promise<
  { readonly kubeConfig: ClusterConfig; readonly close: () => Promise<void> } | undefined
> {
  if (options.sandbox === undefined || options.sandbox === false) return undefined;
  const { Sandbox } = await import("../sandbox/index.js");
  const given = options.sandbox === true ? {} : options.sandbox;
  const sandbox = await Sandbox.start({ clock, logger, ...given });
  return { kubeConfig: sandbox.kubeConfig, close: async () => sandbox.stop() };
}
