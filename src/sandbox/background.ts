import type { Clock } from "../support/clock.js";

/** Work that the sandbox does after a request was answered, in order, one piece at a time; it ends with the sandbox. */
export class Background {
  readonly #clock: Clock;
  readonly #queue: (() => void)[] = [];
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a piece of work. */
  add(work: () => void): void {
    if (this.#stopped) return;
    this.#queue.push(work);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
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
      this.#queue.shift()?.();
    }
    this.#running = undefined;
  }
}
