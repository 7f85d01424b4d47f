import type { Clock } from "../../support/clock.js";
import { type ApiObject, type Draft, sealDraft } from "../api/object.js";
import { copyRecord } from "../json/json.js";
import { EventLog, type StoreEvent } from "./event-log.js";
import type { Revisions } from "./revisions.js";
import { SortedKeys } from "./sorted-keys.js";

export type StoreListener = (event: StoreEvent) => void;

/** The objects of one kind: what is there, in order, and what happened. Writes are synchronous, so nothing comes between. */
export class KindStorage {
  readonly log: EventLog;
  readonly #revisions: Revisions;
  readonly #clock: Clock;
  readonly #objects = new Map<string, ApiObject>();
  readonly #keys = new SortedKeys();
  readonly #listeners = new Set<StoreListener>();
  readonly #closing = new Set<() => void>();

  constructor(revisions: Revisions, clock: Clock) {
    this.#revisions = revisions;
    this.#clock = clock;
    this.log = new EventLog(revisions.current);
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): ApiObject | undefined {
    return this.#objects.get(key);
  }

  /** Objects whose keys begin with a prefix, in order, from a key on. */
  *from(prefix: string, start = ""): Generator<readonly [string, ApiObject]> {
    for (const key of this.#keys.from(prefix, start)) {
      const object = this.#objects.get(key);
      if (object !== undefined) yield [key, object];
    }
  }

  /** The objects below a prefix as they are now, whatever is done with them meanwhile. */
  all(prefix = ""): readonly ApiObject[] {
    return Array.from(this.from(prefix), ([, object]) => object);
  }

  /** Puts an object in the place of what is there; its resourceVersion is set. `sealed` sees it before anybody else. */
  put(key: string, draft: Draft, sealed?: (object: ApiObject) => void): ApiObject {
    const previous = this.#objects.get(key);
    const revision = this.#revisions.next();
    draft.metadata["resourceVersion"] = String(revision);
    const object = sealDraft(draft);
    sealed?.(object);
    this.#objects.set(key, object);
    if (previous === undefined) this.#keys.add(key);
    this.#publish({
      type: previous === undefined ? "ADDED" : "MODIFIED",
      key,
      revision,
      object,
      previous,
    });
    return object;
  }

  /** Takes an object away. `last` is what watchers are told of it; default: as it was. */
  remove(key: string, last?: ApiObject): void {
    const previous = this.#objects.get(key);
    if (previous === undefined) return;
    const revision = this.#revisions.next();
    const object = withRevision(last ?? previous, revision);
    this.#objects.delete(key);
    this.#keys.remove(key);
    this.#publish({ type: "DELETED", key, revision, object, previous });
  }

  /** The objects as they were at a revision that the log still reaches. */
  at(revision: number): KindStorage | Snapshot {
    const undone = this.log.after(revision).toReversed();
    if (undone.length === 0) return this;
    const objects = new Map(this.#objects);
    for (const event of undone) {
      if (event.previous === undefined) objects.delete(event.key);
      else objects.set(event.key, event.previous);
    }
    return new Snapshot(objects);
  }

  /** Hears of every change until the returned function is called. */
  listen(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hears once that the kind is no longer served as it was, unless the returned function is called before. */
  onClose(closed: () => void): () => void {
    this.#closing.add(closed);
    return () => this.#closing.delete(closed);
  }

  /** The kind is no longer served. */
  close(): void {
    this.#listeners.clear();
    this.endWatches();
  }

  /** The kind is served in another way from now on: who watches must watch anew. */
  endWatches(): void {
    const closing = Array.from(this.#closing);
    this.#closing.clear();
    for (const closed of closing) closed();
  }

  #publish(event: Omit<StoreEvent, "atMs">): void {
    const complete: StoreEvent = { ...event, atMs: this.#clock.now() };
    this.log.append(complete);
    for (const listener of this.#listeners) listener(complete);
  }
}

function withRevision(object: ApiObject, revision: number): ApiObject {
  const metadata = copyRecord(object.metadata);
  metadata["resourceVersion"] = String(revision);
  return sealDraft({ ...object, metadata });
}

/** Objects of a kind at an earlier revision. */
export class Snapshot {
  readonly #objects: ReadonlyMap<string, ApiObject>;

  constructor(objects: ReadonlyMap<string, ApiObject>) {
    this.#objects = objects;
  }

  *from(prefix: string, start = ""): Generator<readonly [string, ApiObject]> {
    const keys = [...this.#objects.keys()]
      .filter((key) => key.startsWith(prefix) && key >= start)
      .toSorted();
    for (const key of keys) {
      const object = this.#objects.get(key);
      if (object !== undefined) yield [key, object];
    }
  }
}
