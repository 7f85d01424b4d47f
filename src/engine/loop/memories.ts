import { copyMemo } from "../../memo/copy.js";
import { ObjectMemory } from "./object-memory.js";
import type { TrackedObject } from "./tracked-object.js";

/** The memories of all objects of an operator, by uid: two streams of one object share one. */
export class Memories {
  readonly #memo: object;
  readonly #byUid = new Map<string, ObjectMemory>();

  constructor(operatorMemo: object) {
    this.#memo = operatorMemo;
  }

  /**
   * The memory of an object that a stream sees for the first time, made with a copy of the operator's memo of this moment.
   * Throws what the memo's `[copy]` throws; nothing is kept then.
   */
  acquire(uid: string): ObjectMemory {
    const known = this.#byUid.get(uid);
    if (known !== undefined) return known;
    const memory = new ObjectMemory(uid, copyMemo(this.#memo));
    this.#byUid.set(uid, memory);
    return memory;
  }

  /** A stream has dropped the object; `true` if it was the last one: the memory is forgotten. */
  release(object: TrackedObject): boolean {
    const { memory } = object;
    if (!memory.untrack(object)) return false;
    if (this.#byUid.get(memory.uid) === memory) this.#byUid.delete(memory.uid);
    return true;
  }

  find(uid: string): ObjectMemory | undefined {
    return this.#byUid.get(uid);
  }

  values(): Iterable<ObjectMemory> {
    return this.#byUid.values();
  }

  get size(): number {
    return this.#byUid.size;
  }
}
