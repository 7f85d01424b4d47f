/** Longest pause between two attempts. */
const CAP_MS = 30_000;

/** Pauses that double from one failure to the next, with jitter, so that many clients do not come back at once. */
export class Backoff {
  readonly #baseMs: () => number;
  readonly #random: () => number;
  #failures = 0;

  constructor(baseMs: () => number, random: () => number = Math.random) {
    this.#baseMs = baseMs;
    this.#random = random;
  }

  /** Something was received: the next pause is the shortest again. */
  reset(): void {
    this.#failures = 0;
  }

  /** The next pause, in milliseconds: between half and all of what doubling gives, never less than the server asked for. */
  next(askedMs = 0): number {
    const fullMs = Math.min(this.#baseMs() * 2 ** this.#failures, CAP_MS);
    this.#failures = Math.min(this.#failures + 1, 20);
    return Math.max(fullMs * (0.5 + this.#random() / 2), askedMs);
  }
}
