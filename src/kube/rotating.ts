import type { Clock } from "../support/clock.js";

/** How a rotating value is read. */
export interface RotatingOptions<Value> {
  readonly read: () => Promise<Value>;
  /** For so long a value that was read is used. */
  readonly maxAgeMs: number;
  readonly clock: Clock;
}

/** A value that others change now and then, as a token in a file. Read when it is asked for, not more often than its age allows. */
export class Rotating<Value> {
  readonly #options: RotatingOptions<Value>;
  #last: { readonly value: Value; readonly atMs: number } | undefined;
  #reading: Promise<Value> | undefined;

  constructor(options: RotatingOptions<Value>) {
    this.#options = options;
  }

  /** The value. While reading fails, the last one that was read: files are missing for a moment while they are replaced. */
  async get(): Promise<Value> {
    const last = this.#last;
    if (last !== undefined && this.#options.clock.monotonic() - last.atMs < this.#options.maxAgeMs)
      return last.value;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<Value> {
    try {
      return this.#keep(await this.#options.read());
    } catch (error) {
      if (this.#last === undefined) throw error;
      return this.#keep(this.#last.value);
    }
  }

  #keep(value: Value): Value {
    this.#last = { value, atMs: this.#options.clock.monotonic() };
    return value;
  }
}
