import { durationMs } from "../../support/duration.js";
import type { Scheduled } from "../../support/clock.js";
import { type BoundHandler, handlerLabel } from "./bound-handler.js";
import type { EngineParts } from "./engine-parts.js";
import type { TrackedObject } from "./tracked-object.js";

interface RunningCall {
  readonly handler: BoundHandler;
  readonly object: TrackedObject;
  readonly startedMs: number;
}

/** Names each handler call that runs for long, once; and those that still run when the operator stops. One timer serves all. */
export class SlowCalls {
  readonly #parts: EngineParts;
  // Insertion order is the order of their starts.
  readonly #unnamed = new Set<RunningCall>();
  readonly #named = new Set<RunningCall>();
  #timer: Scheduled | undefined;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** Waits for a call's promise, and watches it. */
  async watch<Result>(
    handler: BoundHandler,
    object: TrackedObject,
    running: PromiseLike<Result>,
  ): Promise<Result> {
    const call = { handler, object, startedMs: this.#parts.clock.monotonic() };
    this.#unnamed.add(call);
    this.#timer ??= this.#parts.clock.schedule(this.#limitMs, () => this.#check());
    try {
      return await running;
    } finally {
      this.#unnamed.delete(call);
      this.#named.delete(call);
      if (this.#unnamed.size === 0) this.#stopTimer();
    }
  }

  /** The operator will not wait any longer: names what still runs. */
  abandon(): void {
    this.#stopTimer();
    for (const { handler, object } of [...this.#named, ...this.#unnamed]) {
      this.#parts.logger
        .child(object.reference)
        .warn(
          `${handlerLabel(handler)} still runs: the operator stops without it. Let it end when its AbortSignal aborts.`,
        );
    }
  }

  get #limitMs(): number {
    return durationMs(this.#parts.settings.execution.slowHandlerWarning) ?? 60_000;
  }

  #check(): void {
    this.#timer = undefined;
    const now = this.#parts.clock.monotonic();
    for (const call of this.#unnamed) {
      const leftMs = call.startedMs + this.#limitMs - now;
      if (leftMs > 0) {
        this.#timer = this.#parts.clock.schedule(leftMs, () => this.#check());
        return;
      }
      this.#unnamed.delete(call);
      this.#named.add(call);
      this.#parts.logger
        .child(call.object.reference)
        .warn(
          `${handlerLabel(call.handler)} has been running for ${this.#limitMs / 1000} seconds${consequence(call.handler)}.`,
        );
    }
  }

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

/** Events are handled beside a timer. */
function consequence({ definition }: BoundHandler): string {
  return definition.family === "timer" ? "" : "; events of this object wait";
}
