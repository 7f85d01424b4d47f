/** One request that the sandbox has answered, or refused to. */
export interface JournalEntry {
  /** `GET`. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The query as it was sent, without `?`. */
  readonly query: string;
  /** `get`, `list`, `watch` …: as in a rule of RBAC; of other paths the method. */
  readonly verb: string;
  /** The plural; absent for discovery and the like. */
  readonly resource?: string | undefined;
  /** Absent for cluster-wide kinds and lists. */
  readonly namespace?: string | undefined;
  /** The object's; absent for lists and creations. */
  readonly name?: string | undefined;
  /** `status`, for example. */
  readonly subresource?: string | undefined;
  /** Who asked. */
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

  /** The latest 10,000 at most, 5,000 at least. */
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

  /** Forgets the entries, not their number. */
  clear(): void {
    this.#entries = [];
  }

  /** Writes one down. */
  add(entry: JournalEntry): void {
    this.#total += 1;
    this.#entries.push(entry);
    if (this.#entries.length > MOST_ENTRIES) this.#entries = this.#entries.slice(MOST_ENTRIES / 2);
  }
}
