import type { DependencyContainer } from "tsyringe";

import type { ServiceToken } from "../decorators/inject.js";
import type { ObjectShape } from "../resources/kubernetes-object.js";
import type { OperatorSettings } from "../settings/operator-settings.js";
import { LifecycleError } from "../support/errors.js";
import type { TransportCounters } from "../kube/transport-counters.js";
import type { OperatorRun } from "./operator-run.js";

/** An operator that serves. `M` is the memo's class. */
export class RunningOperator<M extends object = object> {
  readonly #run: OperatorRun;
  /** The operator's memo, as `bootstrap` got it. */
  readonly memo: M;

  /** @internal */
  constructor(run: OperatorRun, memo: M) {
    this.#run = run;
    this.memo = memo;
  }

  /** Resolves when every object of the kinds that are there was listed once. A kind that is missing does not hold it up. */
  get ready(): Promise<void> {
    return this.#run.ready;
  }

  /** Resolves when the operator has stopped, for whatever reason. */
  get stopped(): Promise<void> {
    return this.#run.stopped;
  }

  /** The operator's own container: a child of the one that `bootstrap` got. */
  get container(): DependencyContainer {
    return this.#run.container;
  }

  /** The settings in force: the defaults, what `bootstrap` got, what start-up handlers changed. */
  get settings(): OperatorSettings {
    return this.#run.settings;
  }

  /**
   * The operator's instance of a service.
   *
   * @throws DefinitionError if it is unknown, or belongs to an object (`@ResourceScoped`), or cannot be made.
   */
  get<Value>(token: ServiceToken<Value>): Value {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is registered under a class is of that class
    return this.#run.service(token) as Value;
  }

  /**
   * The memo of an object: by its uid, or by kind, namespace and name where it has none.
   *
   * @throws LifecycleError if the operator does not know the object (yet, or any more).
   */
  memoOf(object: ObjectShape): M {
    const memo = this.#run.memoOf(object);
    if (memo === undefined) {
      const { name, namespace } = object.metadata ?? {};
      const which = namespace === undefined ? name : `${namespace}/${name}`;
      throw new LifecycleError(
        "MEMO_UNKNOWN",
        `There is no memo of ${object.kind ?? "the object"} ${which ?? "without a name"}: the operator has not seen it, or it is gone.`,
      );
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each is a copy of the operator's memo
    return memo as M;
  }

  /** What the operator's streams have done: objects parsed, listings by cause, requests. For tests and metrics. @beta */
  get counters(): Readonly<TransportCounters> {
    return this.#run.counters;
  }

  /** Stops the operator: resolves when nothing of it is left. Calling it again waits for the same. */
  async stop(): Promise<void> {
    await this.#run.stop();
  }

  /** The same as `stop()`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
