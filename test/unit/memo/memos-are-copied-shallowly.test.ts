import { describe, expect, it } from "@jest/globals";
import { copy, Memo } from "kephale";

import { copyMemo } from "../../../src/memo/copy.js";

/** A copy, typed as what it copies. */
function copied<M extends object>(memo: M): M {
  const result = copyMemo(memo);
  expect(Object.getPrototypeOf(result)).toBe(Object.getPrototypeOf(memo));
  return result as M;
}

class Counts {
  counter = 0;
  readonly seen: string[] = [];
  get double(): number {
    return this.counter * 2;
  }
  set half(value: number) {
    this.counter = value * 2;
  }
  count(): number {
    return ++this.counter;
  }
}

class MoreCounts extends Counts {
  more = 1;
}

describe("a resource's memo", () => {
  it("has its own plain values, and shares mutable ones with the operator's", () => {
    const memo = new Memo();
    memo["counter"] = 1;
    memo["list"] = ["a"];
    memo["nested"] = new Memo();
    const result = copied(memo);
    result["counter"] = 2;
    expect(memo["counter"]).toBe(1);
    expect(result["list"]).toBe(memo["list"]);
    expect(result["nested"]).toBe(memo["nested"]);
  });

  it("does not see what is set on the operator's memo later", () => {
    const memo = new Memo();
    const result = copied(memo);
    memo["late"] = true;
    expect("late" in result).toBe(false);
  });

  it("keeps its class: methods, accessors, inherited ones too, work on its own state", () => {
    const memo = new MoreCounts();
    memo.counter = 3;
    const result = copied(memo);
    result.count();
    expect([result.counter, result.double, result.more]).toEqual([4, 8, 1]);
    result.half = 5;
    expect([result.counter, memo.counter]).toEqual([10, 3]);
    expect(result.seen).toBe(memo.seen);
  });

  it("runs no constructor", () => {
    let made = 0;
    class Made {
      constructor() {
        made++;
      }
    }
    copied(new Made());
    expect(made).toBe(1);
  });

  it("keeps an object literal's accessors: they read the copy", () => {
    const key = Symbol("key");
    const memo = {
      counter: 1,
      [key]: "kept",
      get double(): number {
        return this.counter * 2;
      },
      set half(value: number) {
        this.counter = value * 2;
      },
    };
    const result = copied(memo);
    result.counter = 5;
    expect(result.double).toBe(10);
    result.half = 4;
    expect([result.counter, memo.counter, result[key]]).toEqual([8, 1, "kept"]);
  });

  it("has the symbols, and not what cannot be enumerated", () => {
    const key = Symbol("key");
    const memo = { [key]: 1, a: 2 };
    Object.defineProperty(memo, "hidden", { value: 3, enumerable: false });
    const result = copied(memo);
    expect(result[key]).toBe(1);
    expect(Object.hasOwn(result, "hidden")).toBe(false);
  });

  it("keeps an object literal's accessors by symbols, and setters alone", () => {
    const key = Symbol("key");
    const memo = {
      counter: 1,
      get [key](): number {
        return this.counter * 2;
      },
    };
    const result = copied(memo);
    result.counter = 5;
    expect(result[key]).toBe(10);
    const settable = copied({
      counter: 1,
      set half(value: number) {
        this.counter = value * 2;
      },
    });
    settable.half = 4;
    expect(settable.counter).toBe(8);
  });

  it("has own properties where the class has accessors of that name, which are not called", () => {
    const calls: unknown[] = [];
    class Watched {
      get size(): number {
        return 1;
      }
      set size(value: number) {
        calls.push(value);
      }
      get fixed(): number {
        return 1;
      }
    }
    const own = { value: 7, enumerable: true, writable: true, configurable: true };
    const memo = Object.defineProperties(new Watched(), { size: own, fixed: own });
    const result = copied(memo);
    expect([result.size, result.fixed, Object.keys(result)]).toEqual([7, 7, ["size", "fixed"]]);
    expect(calls).toEqual([]);
  });

  it("can be written to where the operator's is frozen", () => {
    const frozen = copied(Object.freeze({ counter: 1 })) as { counter: number };
    frozen.counter = 2;
    expect(frozen.counter).toBe(2);
    const withAccessor = Object.freeze({
      counter: 1,
      get double(): number {
        return this.counter * 2;
      },
    });
    const result = copied(withAccessor) as { counter: number; readonly double: number };
    result.counter = 2;
    expect(result.double).toBe(4);
  });

  it("may have no prototype", () => {
    const memo: Record<string, unknown> = Object.create(null);
    memo["a"] = 1;
    expect(copied(memo)["a"]).toBe(1);
  });

  it("is a Map, Set, Date or Array with its own contents where the operator's is one", () => {
    const map = new Map([["a", 1]]);
    copied(map).set("b", 2);
    expect([...map.keys()]).toEqual(["a"]);
    const set = new Set(["a"]);
    copied(set).add("b");
    expect([...set]).toEqual(["a"]);
    const date = new Date(1000);
    copied(date).setTime(5);
    expect(date.getTime()).toBe(1000);
    const list = ["a"];
    const result = copied(list);
    result.push("b");
    expect(list).toEqual(["a"]);
    expect(result).toEqual(["a", "b"]);
  });

  it("keeps the subclass and its fields where that extends a Map, Set, Date or Array", () => {
    class Named extends Map<string, number> {
      label = "x";
    }
    class Tags extends Set<string> {
      label = "x";
    }
    class Day extends Date {
      label = "x";
    }
    class Queue extends Array<string> {
      label = "x";
    }
    const named = new Named([["a", 1]]);
    const namedCopy = copied(named);
    expect([namedCopy.get("a"), namedCopy.label]).toEqual([1, "x"]);
    expect([...copied(new Tags(["t"]))]).toEqual(["t"]);
    expect(copied(new Day(7)).getTime()).toBe(7);
    const queue = new Queue("a", "b");
    const queueCopy = copied(queue);
    expect([queueCopy.length, queueCopy[1], queueCopy.label]).toEqual([2, "b", "x"]);
    expect(queueCopy).toBeInstanceOf(Queue);
  });

  it("has the contents of a Map or Set also where the subclass iterates over something else", () => {
    class Sorted extends Map<string, number> {
      override *[Symbol.iterator](): MapIterator<[string, number]> {}
      override *entries(): MapIterator<[string, number]> {}
      override set(): this {
        throw new Error("It is closed.");
      }
    }
    class Hidden extends Set<string> {
      override *[Symbol.iterator](): SetIterator<string> {}
    }
    const sorted = new Sorted();
    Map.prototype.set.call(sorted, "a", 1);
    expect(copied(sorted).get("a")).toBe(1);
    const hidden = new Hidden();
    hidden.add("a");
    expect(copied(hidden).has("a")).toBe(true);
  });

  it("keeps the holes of a list", () => {
    const list: unknown[] = [1];
    list.length = 3;
    const result = copied(list);
    expect(result).toHaveLength(3);
    expect(1 in result).toBe(false);
  });

  it("is what the memo's own [copy] gives", () => {
    class Own {
      generation = 0;
      [copy](): Own {
        const next = new Own();
        next.generation = this.generation + 1;
        return next;
      }
    }
    expect(copied(new Own()).generation).toBe(1);
  });

  it("is the operator's own where [copy] returns this", () => {
    class Shared {
      [copy](): this {
        return this;
      }
    }
    const memo = new Shared();
    expect(copied(memo)).toBe(memo);
  });

  it("is not made from what [copy] returns if that is no object", () => {
    const memo = { [copy]: () => 5 };
    expect(() => copyMemo(memo)).toThrow(/\[copy\]\(\).*Object returned 5/);
  });
});
