import type { Clock, Scheduled } from "../support/clock.js";

/** Calls back when nothing was heard for a while. Hearing something costs nothing: the timer is not set anew for it. */
export class SilenceTimer {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #lastHeardMs: () => number;
  readonly #onSilence: () => void;
  #timer: Scheduled;

  constructor(clock: Clock, limitMs: number, lastHeardMs: () => number, onSilence: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#lastHeardMs = lastHeardMs;
    this.#onSilence = onSilence;
    this.#timer = clock.schedule(limitMs, () => this.#check());
  }

  stop(): void {
    this.#timer.cancel();
  }

  #check(): void {
    const remainingMs = this.#lastHeardMs() + this.#limitMs - this.#clock.monotonic();
    if (remainingMs <= 0) return this.#onSilence();
    this.#timer = this.#clock.schedule(remainingMs, () => this.#check());
  }
}
