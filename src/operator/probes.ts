import type { BoundHandler } from "../engine/loop/bound-handler.js";
import type { EngineParts } from "../engine/loop/engine-parts.js";
import { runActivity } from "../engine/activities/run-activity.js";
import { messageOf } from "../support/errors.js";

/** Results of probes are kept for so long, as in Kopf: whoever asks often does not run them often. */
const KEPT_MS = 10_000;

/** What the probes of an operator have found. */
export interface ProbeResults {
  readonly results: Readonly<Record<string, unknown>>;
  readonly failures: Readonly<Record<string, string>>;
}

/** Runs the probes when somebody asks, one run at a time. */
export class Probes {
  readonly #parts: EngineParts;
  readonly #handlers: readonly BoundHandler[];
  readonly #signal: AbortSignal;
  #running: Promise<ProbeResults> | undefined;
  #startedMs = Number.NEGATIVE_INFINITY;

  constructor(parts: EngineParts, handlers: readonly BoundHandler[], signal: AbortSignal) {
    this.#parts = parts;
    this.#handlers = handlers;
    this.#signal = signal;
  }

  async results(): Promise<ProbeResults> {
    const nowMs = this.#parts.clock.monotonic();
    if (this.#running === undefined || nowMs - this.#startedMs >= KEPT_MS) {
      this.#startedMs = nowMs;
      this.#running = this.#run();
    }
    return this.#running;
  }

  async #run(): Promise<ProbeResults> {
    const outcomes = await runActivity(this.#parts, this.#handlers, this.#signal);
    const failed = outcomes.filter(({ error }) => error !== undefined);
    for (const { handler, error } of failed) {
      this.#parts.logger.error(`Probe ${handler.definition.name} failed: ${messageOf(error)}`, {
        error,
      });
    }
    const succeeded = outcomes.filter(
      ({ error, result }) => error === undefined && result !== undefined && result !== null,
    );
    return {
      results: Object.fromEntries(
        succeeded.map(({ handler, result }) => [handler.definition.id, result]),
      ),
      failures: Object.fromEntries(
        failed.map(({ handler, error }) => [handler.definition.id, messageOf(error)]),
      ),
    };
  }
}
