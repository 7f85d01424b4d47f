import type { BoundHandler } from "../engine/loop/bound-handler.js";
import type { EngineParts } from "../engine/loop/engine-parts.js";
import { type ActivityOutcome, runActivity } from "../engine/activities/run-activity.js";
import { messageOf, TemporaryError } from "../support/errors.js";

/** Results of probes are kept for so long, as in Kopf: whoever asks often does not run them often. */
const KEPT_MS = 10_000;

/** What the probes of an operator have found. */
export interface ProbeResults {
  readonly results: Readonly<Record<string, unknown>>;
  readonly failures: Readonly<Record<string, string>>;
}

/** Runs the probes when somebody asks. A run that has not ended when the next one begins is told to end. */
export class Probes {
  readonly #parts: EngineParts;
  readonly #handlers: readonly BoundHandler[];
  readonly #signal: AbortSignal;
  #controller = new AbortController();
  #running: Promise<ProbeResults> | undefined;
  #startedMs = Number.NEGATIVE_INFINITY;
  /** Resolves when all runs so far have ended. */
  #ended: Promise<unknown> = Promise.resolve();

  /** When the signal aborts, the run that goes on is told to end, and no other begins. */
  constructor(parts: EngineParts, handlers: readonly BoundHandler[], signal: AbortSignal) {
    this.#parts = parts;
    this.#handlers = handlers.map((handler) => triedOnce(handler));
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#controller.abort(signal.reason), { once: true });
  }

  async results(): Promise<ProbeResults> {
    if (this.#signal.aborted) return { results: {}, failures: {} };
    const nowMs = this.#parts.clock.monotonic();
    if (this.#running === undefined || nowMs - this.#startedMs >= KEPT_MS) {
      this.#startedMs = nowMs;
      this.#running = this.#begin();
      this.#ended = Promise.allSettled([this.#ended, this.#running]);
    }
    return this.#running;
  }

  /** Resolves when no probe runs any more; the signal has told them. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  async #begin(): Promise<ProbeResults> {
    this.#controller.abort(
      new TemporaryError("The probes had not ended after 10 seconds: they were begun anew."),
    );
    this.#controller = new AbortController();
    const outcomes = await runActivity(this.#parts, this.#handlers, this.#controller.signal);
    return this.#found(outcomes);
  }

  #found(outcomes: readonly ActivityOutcome[]): ProbeResults {
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

/** Who asks waits for the answer, and asks again: a probe is tried again only as far as it says itself. */
function triedOnce(handler: BoundHandler): BoundHandler {
  const { definition } = handler;
  const { attempts } = definition;
  if (attempts.retries !== undefined || attempts.timeoutMs !== undefined) return handler;
  return { ...handler, definition: { ...definition, attempts: { ...attempts, retries: 1 } } };
}
