/** Something that is due at a moment. The heap writes `heapIndex`; nobody else may. */
export interface HeapEntry {
  dueMs: number;
  /** -1: not in a heap. */
  heapIndex: number;
}

/**
 * A binary heap of entries by their due time. Entries carry their own index, so that any of them is moved or removed in O(log n)
 * without a search: 100,000 timers need one heap, and no timer of the runtime each.
 */
export class TimerHeap<Entry extends HeapEntry> {
  readonly #entries: Entry[] = [];

  get size(): number {
    return this.#entries.length;
  }

  /** The entry that is due first. */
  get first(): Entry | undefined {
    return this.#entries[0];
  }

  /** Puts an entry in, or moves it, to a moment. */
  set(entry: Entry, dueMs: number): void {
    entry.dueMs = dueMs;
    if (entry.heapIndex < 0) {
      entry.heapIndex = this.#entries.length;
      this.#entries.push(entry);
    }
    this.#siftUp(entry);
    this.#siftDown(entry);
  }

  /** Takes an entry out; does nothing if it is not in. */
  remove(entry: Entry): void {
    const index = entry.heapIndex;
    if (index < 0) return;
    entry.heapIndex = -1;
    const last = this.#entries.pop();
    if (last === undefined || last === entry) return;
    last.heapIndex = index;
    this.#entries[index] = last;
    this.#siftUp(last);
    this.#siftDown(last);
  }

  #siftUp(entry: Entry): void {
    let index = entry.heapIndex;
    while (index > 0) {
      const parent = this.#entries[(index - 1) >> 1];
      if (parent === undefined || parent.dueMs <= entry.dueMs) break;
      this.#place(parent, index);
      index = (index - 1) >> 1;
    }
    this.#place(entry, index);
  }

  #siftDown(entry: Entry): void {
    let index = entry.heapIndex;
    for (;;) {
      const child = this.#smallerChild(index);
      if (child === undefined || child.dueMs >= entry.dueMs) break;
      const childIndex = child.heapIndex;
      this.#place(child, index);
      index = childIndex;
    }
    this.#place(entry, index);
  }

  #smallerChild(index: number): Entry | undefined {
    const left = this.#entries[2 * index + 1];
    const right = this.#entries[2 * index + 2];
    if (left === undefined || right === undefined) return left;
    return right.dueMs < left.dueMs ? right : left;
  }

  #place(entry: Entry, index: number): void {
    this.#entries[index] = entry;
    entry.heapIndex = index;
  }
}
