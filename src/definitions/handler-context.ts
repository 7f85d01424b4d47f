import type { KubeClient } from "../kube/kube-client.js";
import type { Memo } from "../memo/memo.js";
import type { OperatorSettings } from "../settings/operator-settings.js";
import type { Logger } from "../telemetry/logger.js";
import type { HandlerCall } from "./call.js";
import { SDK_CLASS, THIS_COPY } from "../support/sdk-class.js";

/** What every handler's context has. `M` is the memo's class. */
export abstract class HandlerContext<M extends object = Memo> {
  /** @internal */
  static readonly [SDK_CLASS] = THIS_COPY;

  readonly #call: HandlerCall;

  /** @internal */
  constructor(call: HandlerCall) {
    this.#call = call;
  }

  /** The operator's memo in an activity, the resource's own copy elsewhere. */
  get memo(): M {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the author names the class that bootstrap got
    return this.#call.memo as M;
  }

  /** Puts the object's name in front of each line. */
  get logger(): Logger {
    return this.#call.logger;
  }

  /** The operator's settings; only a start-up handler may change them. */
  get settings(): OperatorSettings {
    return this.#call.settings;
  }

  /** Talks to the cluster with the operator's credentials. */
  get kube(): KubeClient {
    return this.#call.kube;
  }

  /** The decorator's `param`. */
  get param(): unknown {
    return this.#call.param;
  }

  /** Number of the attempt, from 0. */
  get retry(): number {
    return this.#call.retry;
  }

  /** When the first attempt began. */
  get started(): Date {
    return this.#call.started;
  }

  /** Seconds since then. */
  get runtime(): number {
    return this.#call.runtime;
  }

  /** Aborts when the handler should come to an end: the object is gone, or the operator stops. */
  get signal(): AbortSignal {
    return this.#call.signal;
  }
}

/** The context of `@OnStartup`, `@OnCleanup`, `@OnLogin` and `@OnProbe` handlers. */
export class Activity<M extends object = Memo> extends HandlerContext<M> {
  /** @internal */
  constructor(call: HandlerCall) {
    super(call);
    Object.preventExtensions(this);
  }
}
