import type { ApiObject } from "../api/object.js";

/** One change of the store. */
export interface StoreEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly key: string;
  readonly revision: number;
  /** The object after the change; of a deletion its last state, with the revision of the deletion. */
  readonly object: ApiObject;
  /** The object before the change. */
  readonly previous: ApiObject | undefined;
  /** When, by the sandbox's clock. */
  readonly atMs: number;
}

/** What the log keeps at least, like the real server's watch cache, and at most. */
const KEPT_EVENTS = 100;
const KEPT_MS = 75_000;
const MOST_EVENTS = 102_400;

/** The changes of a kind that watches can still be resumed from. */
export class EventLog {
  #events: StoreEvent[] = [];
  /** Events before this index are forgotten; the array is cut when they are many. */
  #first = 0;
  #floor: number;

  constructor(floor: number) {
    this.#floor = floor;
  }

  /** Changes up to this revision are forgotten. */
  get floor(): number {
    return this.#floor;
  }

  append(event: StoreEvent): void {
    this.#events.push(event);
    while (this.#mayForget(event.atMs)) this.#forget();
    if (this.#first > 1024 && this.#first * 2 > this.#events.length) {
      this.#events = this.#events.slice(this.#first);
      this.#first = 0;
    }
  }

  /** All changes after a revision, oldest first. */
  after(revision: number): StoreEvent[] {
    let low = this.#first;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.revision ?? 0) <= revision) low = middle + 1;
      else high = middle;
    }
    return this.#events.slice(low);
  }

  /** Forgets everything up to a revision. */
  compact(revision: number): void {
    this.#events = this.after(revision);
    this.#first = 0;
    this.#floor = Math.max(this.#floor, revision);
  }

  #mayForget(nowMs: number): boolean {
    const count = this.#events.length - this.#first;
    if (count <= KEPT_EVENTS) return false;
    const oldest = this.#events[this.#first];
    return count > MOST_EVENTS || (oldest !== undefined && nowMs - oldest.atMs > KEPT_MS);
  }

  #forget(): void {
    this.#floor = this.#events[this.#first]?.revision ?? this.#floor;
    this.#first += 1;
  }
}
