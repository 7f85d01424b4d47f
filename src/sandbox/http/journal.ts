/** One request that the sandbox has answered, or refused to. */
export interface JournalEntry {
  readonly method: string;
  readonly path: string;
  /** The query as it was sent, without `?`. */
  readonly query: string;
  readonly verb: string;
  /** The plural; absent for discovery and the like. */
  readonly resource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
  readonly userAgent?: string | undefined;
  /** 0: the connection was cut, or no answer was given. */
  readonly status: number;
}

const MOST_ENTRIES = 10_000;

/** The latest requests, oldest first. */
export class Journal {
  #entries: JournalEntry[] = [];
  #total = 0;

  /** How many requests there were in all, also those that are forgotten. */
  get total(): number {
    return this.#total;
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** The entries that have all the given values. */
  matching(wanted: Partial<JournalEntry>): readonly JournalEntry[] {
    const pairs = Object.entries(wanted);
    return this.#entries.filter((entry) =>
      pairs.every(([field, value]) => Reflect.get(entry, field) === value),
    );
  }

  clear(): void {
    this.#entries = [];
  }

  add(entry: JournalEntry): void {
    this.#total += 1;
    this.#entries.push(entry);
    if (this.#entries.length > MOST_ENTRIES) this.#entries = this.#entries.slice(MOST_ENTRIES / 2);
  }
}
