import type { Clock } from "../support/clock.js";
import { messageOf } from "../support/errors.js";
import type { Logger } from "../telemetry/logger.js";

/** A failure that goes on is told once in so many milliseconds. */
const REMINDER_MS = 60_000;

/** Tells of failures that are tried again, but not of each. */
export class FailureLog {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #what: string;
  #nextWarningMs = -Infinity;
  #isWarned = false;

  /** @param what - What fails: `Watching pods.v1`. */
  constructor(clock: Clock, logger: Logger, what: string) {
    this.#clock = clock;
    this.#logger = logger;
    this.#what = what;
  }

  failed(error: unknown, pauseMs: number): void {
    const nowMs = this.#clock.monotonic();
    const message = `${this.#what} failed, and is tried again: ${messageOf(error)}`;
    if (nowMs < this.#nextWarningMs) return this.#logger.debug(`${message} (in ${Math.round(pauseMs)} ms)`);
    this.#nextWarningMs = nowMs + REMINDER_MS;
    this.#isWarned = true;
    this.#logger.warn(message);
  }

  worked(): void {
    if (this.#isWarned) this.#logger.info(`${this.#what} works again.`);
    this.#isWarned = false;
  }
}
