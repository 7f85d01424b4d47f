import type { Clock } from "../support/clock.js";
import { InvariantError, messageOf } from "../support/errors.js";

/** Work that the sandbox does after a request was answered, in order, one piece at a time; it ends with the sandbox. */
export class Background {
  readonly #clock: Clock;
  readonly #queue: (() => void)[] = [];
  #running: Promise<void> | undefined;
  #stopped = false;
  /** The first failure that nobody was told yet. */
  #failure: InvariantError | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a piece of work. */
  add(work: () => void): void {
    if (this.#stopped) return;
    this.#queue.push(work);
    this.#running ??= this.#run();
  }

  /**
   * Resolves when nothing is left to do.
   *
   * @throws InvariantError if a piece has failed; one who waits is told, once.
   */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#queue.length = 0;
    await this.idle();
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      // Answers go out first, as with a real server, whose controllers learn of changes later.
      await this.#clock.yield();
      this.#attempt(this.#queue.shift());
    }
    this.#running = undefined;
  }

  /** A piece that fails must not take the others with it, nor the process: nobody may be waiting. */
  #attempt(work: (() => void) | undefined): void {
    try {
      work?.();
    } catch (error) {
      const message = `A controller of the sandbox failed: ${messageOf(error)}.`;
      this.#failure ??= new InvariantError(message, { cause: error });
    }
  }
}
