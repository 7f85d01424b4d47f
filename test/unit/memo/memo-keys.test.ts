import { describe, expect, it } from "@jest/globals";
import { Memo, MemoKeyError } from "kephale";

import { failureOf } from "../../support/failure-of.js";

class PingMemo extends Memo {
  counter = 0;
  declare queue: string[];

  get double(): number {
    return this.counter * 2;
  }
}

describe("a Memo", () => {
  it("is an open record: properties, keys, `in`, Object.keys", () => {
    const memo = new Memo();
    memo["color"] = "red";
    expect(memo["color"]).toBe("red");
    expect("color" in memo).toBe(true);
    expect("size" in memo).toBe(false);
    expect(Object.keys(memo)).toEqual(["color"]);
    delete memo["color"];
    expect(Object.keys(memo)).toEqual([]);
  });

  it("has no key for a property that a subclass only declares", () => {
    const memo = new PingMemo();
    expect(Object.keys(memo)).toEqual(["counter"]);
    expect("queue" in memo).toBe(false);
  });

  it("gives a key's value through get, the default where the key is missing", () => {
    const memo = new PingMemo();
    expect(memo.get("counter", 7)).toBe(0);
    expect(memo.get("missing", 7)).toBe(7);
    expect(memo.get("missing", undefined)).toBeUndefined();
    expect("missing" in memo).toBe(false);
  });

  it("gives a key's value also where that is undefined, null or false", () => {
    const memo = new Memo();
    memo["a"] = undefined;
    memo["b"] = null;
    memo["c"] = false;
    expect([memo.get("a", 1), memo.get("b", 1), memo.get("c", 1)]).toEqual([
      undefined,
      null,
      false,
    ]);
  });

  it("throws a MemoKeyError that names the missing key and those that are there", () => {
    const memo = new PingMemo();
    const error = failureOf(() => memo.get("color"));
    expect(error).toBeInstanceOf(MemoKeyError);
    expect(error).toMatchObject({ code: "MEMO_KEY", name: "MemoKeyError" });
    expect(error.message).toContain('no key "color"');
    expect(error.message).toContain('"counter"');
  });

  it.each(["toString", "constructor", "get", "__proto__", "hasOwnProperty"])(
    "does not take the inherited name %s for a key",
    (name) => {
      const memo = new PingMemo();
      expect(memo.get(name, "none")).toBe("none");
      expect(() => memo.get(name)).toThrow(MemoKeyError);
    },
  );

  it("gives what a class computes through get", () => {
    const memo = new PingMemo();
    memo.counter = 4;
    expect(memo.get("double")).toBe(8);
  });
});
