import { Clock } from "../../src/support/clock.js";
import type { Scheduled } from "../../src/support/clock.js";

/** Turns of the event loop that other work gets after each callback: enough for chains of promises and immediates. */
const TURNS = 5;

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * Time that moves only when a test moves it. Callbacks fire in the order in which they are due, those due together in the
 * order in which they were scheduled; work that they start gets its turns before the next one fires.
 */
export class VirtualClock extends Clock {
  readonly #startMs: number;
  readonly #timers = new Set<Timer>();
  #elapsedMs = 0;
  #order = 0;

  constructor(start: Date = new Date("2030-01-01T00:00:00Z")) {
    super();
    this.#startMs = start.getTime();
  }

  now(): number {
    return this.#startMs + this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  schedule(delayMs: number, callback: () => void): Scheduled {
    const timer = { dueMs: this.#elapsedMs + Math.max(delayMs, 0), order: this.#order++, callback };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  async yield(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** How many callbacks are waiting. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next callback is due; `undefined` if none waits. */
  get nextInMs(): number | undefined {
    const next = this.#next();
    return next === undefined ? undefined : next.dueMs - this.#elapsedMs;
  }

  /** Moves time, fires all that falls due on the way, also what is scheduled meanwhile. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#elapsedMs + ms;
    await this.settle();
    for (
      let timer = this.#next();
      timer !== undefined && timer.dueMs <= untilMs;
      timer = this.#next()
    ) {
      this.#timers.delete(timer);
      this.#elapsedMs = Math.max(this.#elapsedMs, timer.dueMs);
      timer.callback();
      await this.settle();
    }
    this.#elapsedMs = untilMs;
  }

  /** Lets pending promises and immediates run; no time passes. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await this.yield();
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (
        next === undefined ||
        timer.dueMs < next.dueMs ||
        (timer.dueMs === next.dueMs && timer.order < next.order)
      ) {
        next = timer;
      }
    }
    return next;
  }
}
