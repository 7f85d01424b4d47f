import { describe, expect, it } from "@jest/globals";

import { type HeapEntry, TimerHeap } from "../../../src/support/timer-heap.js";

/** A generator of numbers that are the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const entry = (): HeapEntry => ({ dueMs: 0, heapIndex: -1 });

describe("a heap of timers", () => {
  it.each([1, 2, 3, 4, 5])("has the first due entry in front after any operations (%p)", (seed) => {
    const next = numbers(seed);
    const heap = new TimerHeap<HeapEntry>();
    const entries = Array.from({ length: 50 }, entry);
    const inside = new Set<HeapEntry>();
    for (let step = 0; step < 3000; step++) {
      const one = entries[next(entries.length)]!;
      if (next(3) === 0) {
        heap.remove(one);
        inside.delete(one);
      } else {
        heap.set(one, next(100));
        inside.add(one);
      }
      expect(heap.size).toBe(inside.size);
      expect(heap.first?.dueMs).toBe(
        [...inside].map(({ dueMs }) => dueMs).toSorted((a, b) => a - b)[0],
      );
      expect(one.heapIndex >= 0).toBe(inside.has(one));
    }
    const order: number[] = [];
    for (let first = heap.first; first !== undefined; first = heap.first) {
      order.push(first.dueMs);
      heap.remove(first);
    }
    expect(order).toEqual([...inside].map(({ dueMs }) => dueMs).toSorted((a, b) => a - b));
    expect(heap.size).toBe(0);
  });

  it("lets an entry be removed that is not in it", () => {
    const heap = new TimerHeap<HeapEntry>();
    const [one, two] = [entry(), entry()];
    heap.set(one, 5);
    heap.remove(two);
    heap.remove(one);
    heap.remove(one);
    expect(heap.size).toBe(0);
    expect(heap.first).toBeUndefined();
  });
});
