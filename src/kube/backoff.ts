/** The longest pause between two attempts of a stream: an outage that ends is noticed within it. */
export const LONGEST_PAUSE_MS = 30_000;

/** Part of a pause that chance adds, so that the streams of an operator do not come back all at once. */
const JITTER = 0.25;

/** Pauses that double with every failure in a row, up to {@link LONGEST_PAUSE_MS}. */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** The next pause, in milliseconds. */
  next(shortestMs: number): number {
    const pauseMs = Math.min(shortestMs * 2 ** this.#failures, LONGEST_PAUSE_MS / (1 + JITTER));
    this.#failures++;
    return withJitter(pauseMs, this.#random);
  }

  /** Something worked: the next pause is the shortest again. */
  reset(): void {
    this.#failures = 0;
  }
}

/** A pause, made up to a quarter longer by chance. */
export function withJitter(pauseMs: number, random: () => number): number {
  return pauseMs * (1 + random() * JITTER);
}
