import type { HandlerCall } from "../../definitions/call.js";
import { Activity } from "../../definitions/handler-context.js";
import type { KubeClient } from "../../kube/kube-client.js";
import type { OperatorSettings } from "../../settings/operator-settings.js";
import type { Logger } from "../../telemetry/logger.js";
import type { BoundHandler } from "../loop/bound-handler.js";
import type { EngineParts } from "../loop/engine-parts.js";

/** How far a handler of an activity has come. */
export interface ActivityProgress {
  readonly handler: BoundHandler;
  failures: number;
  /** On the monotonic clock; when the first attempt began. */
  startedMs: number | undefined;
  /** When the next attempt is due. */
  dueMs: number;
  isOver: boolean;
  result: unknown;
  error: unknown;
}

/** One attempt at a handler of an activity: it gets the operator's memo itself. */
export class ActivityCall implements HandlerCall {
  readonly signal: AbortSignal;
  readonly retry: number;
  readonly #parts: EngineParts;
  readonly #handler: BoundHandler;
  readonly #startedMs: number;

  constructor(parts: EngineParts, progress: ActivityProgress, signal: AbortSignal) {
    this.#parts = parts;
    this.#handler = progress.handler;
    this.#startedMs = progress.startedMs ?? parts.clock.monotonic();
    this.retry = progress.failures;
    this.signal = signal;
  }

  get memo(): object {
    return this.#parts.memo;
  }

  get logger(): Logger {
    return this.#parts.logger;
  }

  get settings(): OperatorSettings {
    return this.#parts.settings;
  }

  get kube(): KubeClient {
    return this.#parts.kube;
  }

  get param(): unknown {
    return this.#handler.definition.param;
  }

  get runtime(): number {
    return (this.#parts.clock.monotonic() - this.#startedMs) / 1000;
  }

  get started(): Date {
    return new Date(this.#parts.clock.now() - this.runtime * 1000);
  }

  context(): Activity {
    return new Activity(this);
  }
}
