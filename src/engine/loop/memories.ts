import { copyMemo } from "../../memo/copy.js";
import { ObjectMemory } from "./object-memory.js";
import type { TrackedObject } from "./tracked-object.js";

/** The memories of all objects of an operator, by uid: two streams of one object share one. */
export class Memories {
  readonly #memo: object;
  readonly #byUid = new Map<string, ObjectMemory>();
  /** Of objects that came back while the end of their last memory was still to be handled: by that one. */
  readonly #successors = new Map<ObjectMemory, ObjectMemory>();

  constructor(operatorMemo: object) {
    this.#memo = operatorMemo;
  }

  /**
   * The memory of an object that a stream sees for the first time, made with a copy of the operator's memo of this moment.
   * Throws what the memo's `[copy]` throws; nothing is kept then. The memory of an object that came back is busy until the one before
   * has ended: the events of one object are handled in order.
   */
  acquire(uid: string): ObjectMemory {
    const known = this.#byUid.get(uid);
    if (known?.isGone === false) return known;
    const memory = new ObjectMemory(uid, copyMemo(this.#memo));
    if (known !== undefined) {
      memory.busy = true;
      this.#successors.set(known, memory);
    }
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

  /** The memory that waits for this one's end, once. */
  takeSuccessor(memory: ObjectMemory): ObjectMemory | undefined {
    const successor = this.#successors.get(memory);
    this.#successors.delete(memory);
    return successor;
  }

  find(uid: string): ObjectMemory | undefined {
    return this.#byUid.get(uid);
  }

  /** All that are there, also those that have only to end. */
  *values(): Iterable<ObjectMemory> {
    yield* this.#byUid.values();
    yield* this.#successors.keys();
  }

  get size(): number {
    return this.#byUid.size;
  }
}
