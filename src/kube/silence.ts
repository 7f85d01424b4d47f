import type { Clock, Scheduled } from "../support/clock.js";

/** Watches over a stream: its signal aborts when nothing was heard for a time. One timer, not one for each chunk. */
export class Silence {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #lastHeard: () => number;
  #timer: Scheduled;

  constructor(clock: Clock, limitMs: number, lastHeard: () => number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#lastHeard = lastHeard;
    this.#timer = clock.schedule(limitMs, () => this.#check());
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(): void {
    this.#timer.cancel();
  }

  #check(): void {
    const leftMs = this.#lastHeard() + this.#limitMs - this.#clock.monotonic();
    if (leftMs > 0) this.#timer = this.#clock.schedule(leftMs, () => this.#check());
    else this.#controller.abort();
  }
}
