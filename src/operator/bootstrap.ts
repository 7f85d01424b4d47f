import type { OperatorClass } from "../definitions/definitions.js";
import { Memo } from "../memo/memo.js";
import { LifecycleError } from "../support/errors.js";
import { type BootstrapCall, checkedRun, type Internals } from "./assemble.js";
import type { OperatorRun } from "./operator-run.js";
import type { BootstrapOptions } from "./options.js";
import { RunningOperator } from "./running-operator.js";
import { onStopSignal } from "./signals.js";

/**
 * Runs an operator in this process. Resolves once it serves; then events and timers call its handlers until it is stopped, by
 * `stop()`, by the `signal` option, or by SIGINT or SIGTERM.
 *
 * @param operator - the class with handlers, or several of them.
 * @param memo - what the operator remembers: start-up handlers fill it, each resource gets a shallow copy. Default: an empty `Memo`.
 *
 * @throws DefinitionError with all mistakes of the classes in one report.
 * @throws SettingsError if the memo, an option or a setting is wrong, or no cluster is found.
 * @throws LifecycleError if it is stopped while it starts.
 *
 * @example
 * ```ts
 * await bootstrap(PingOperator, new PingMemo());
 * ```
 */
export async function bootstrap(
  operator: OperatorClass | readonly OperatorClass[],
  memo?: undefined,
  options?: BootstrapOptions,
): Promise<RunningOperator<Memo>>;
/** With a memo of one's own. */
export async function bootstrap<M extends object>(
  operator: OperatorClass | readonly OperatorClass[],
  memo: M,
  options?: BootstrapOptions,
): Promise<RunningOperator<M>>;
export async function bootstrap(
  operator: OperatorClass | readonly OperatorClass[],
  memo?: object,
  options: BootstrapOptions = {},
): Promise<RunningOperator> {
  return bootstrapWith({ operator, memo, options }, {});
}

/** `bootstrap`, with the parts that tests replace. */
export async function bootstrapWith<M extends object>(
  call: BootstrapCall<M>,
  internals: Internals,
): Promise<RunningOperator<M>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- without a memo, M is Memo
  const memo = call.memo === undefined ? (new Memo() as unknown as M) : call.memo;
  const run = checkedRun(call, memo, internals);
  const running = new RunningOperator<M>(run, memo);
  const release = stopOn(run, call.options);
  void run.stopped.then(release);
  await run.start();
  return running;
}

/** What stops an operator from outside; the result takes it back. */
function stopOn(run: OperatorRun, options: BootstrapOptions): () => void {
  const stop = (): void => void run.stop();
  const { signal } = options;
  if (signal?.aborted === true) {
    throw new LifecycleError(
      "BOOTSTRAP_ABORTED",
      "The operator was stopped before it started: its signal was aborted already.",
    );
  }
  const releases: (() => void)[] = [];
  if (options.signals !== false) releases.push(onStopSignal(stop));
  if (signal !== undefined) {
    signal.addEventListener("abort", stop, { once: true });
    releases.push(() => signal.removeEventListener("abort", stop));
  }
  return () => {
    for (const release of releases) release();
  };
}
