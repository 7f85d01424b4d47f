/** Longest pause between two attempts, where nothing else is said. */
const CAP_MS = 30_000;

/** Pauses that double from one failure to the next, with jitter, so that many clients do not come back at once. */
export class Backoff {
  readonly #baseMs: () => number;
  readonly #random: () => number;
  readonly #capMs: number;
  #failures = 0;

  constructor(baseMs: () => number, random: () => number = Math.random, capMs = CAP_MS) {
    this.#baseMs = baseMs;
    this.#random = random;
    this.#capMs = capMs;
  }

  /** Something was received: the next pause is the shortest again. */
  reset(): void {
    this.#failures = 0;
  }

  /** The next pause, in milliseconds: between half and all of what doubling gives, never less than the server asked for. */
  next(askedMs = 0): number {
    const fullMs = Math.min(this.#baseMs() * 2 ** this.#failures, this.#capMs);
    this.#failures = Math.min(this.#failures + 1, 20);
    return Math.max(fullMs * (0.5 + this.#random() / 2), askedMs);
  }
}
