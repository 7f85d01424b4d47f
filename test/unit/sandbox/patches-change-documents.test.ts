import { describe, expect, it } from "@jest/globals";

import { applyJsonPatch } from "../../../src/sandbox/patching/json-patch.js";
import { applyMergePatch } from "../../../src/sandbox/patching/merge-patch.js";
import { applyStrategicPatch } from "../../../src/sandbox/patching/strategic-merge.js";

describe("a merge patch", () => {
  it.each([
    [{ a: 1 }, { b: 2 }, { a: 1, b: 2 }],
    [{ a: { b: 1, c: 2 } }, { a: { b: null } }, { a: { c: 2 } }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [{ a: 1 }, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
    [{ a: { b: 1 } }, { a: null }, {}],
    [{ a: 1 }, "text", "text"],
  ])("of %j with %j is %j", (target, patch, expected) => {
    expect(applyMergePatch(target, patch)).toEqual(expected);
  });

  it("leaves the target as it was", () => {
    const target = Object.freeze({ a: Object.freeze({ b: 1 }) });
    expect(applyMergePatch(target, { a: { b: 2 } })).toEqual({ a: { b: 2 } });
    expect(target).toEqual({ a: { b: 1 } });
  });

  it("cannot reach the prototype", () => {
    const patched = applyMergePatch({}, JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(Object.getPrototypeOf(patched)).toBe(Object.prototype);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("a JSON patch", () => {
  const target = { a: { b: [1, 2, 3] }, "x/y": 1, "m~n": 2 };

  it.each([
    [[{ op: "add", path: "/a/c", value: 1 }], { a: { b: [1, 2, 3], c: 1 } }],
    [[{ op: "add", path: "/a/b/1", value: 9 }], { a: { b: [1, 9, 2, 3] } }],
    [[{ op: "add", path: "/a/b/-", value: 9 }], { a: { b: [1, 2, 3, 9] } }],
    [[{ op: "remove", path: "/a/b/0" }], { a: { b: [2, 3] } }],
    [[{ op: "replace", path: "/a/b", value: [] }], { a: { b: [] } }],
    [[{ op: "copy", from: "/a/b/0", path: "/a/c" }], { a: { c: 1 } }],
    [[{ op: "move", from: "/a/b/0", path: "/a/c" }], { a: { b: [2, 3], c: 1 } }],
    [
      [
        { op: "test", path: "/x~1y", value: 1 },
        { op: "remove", path: "/m~0n" },
      ],
      { "x/y": 1 },
    ],
    [[{ op: "test", path: "/nope", value: null }], target],
    [[{ op: "test", path: "/nope" }], target],
    [[{ op: "replace", path: "/nope", value: 1 }], { nope: 1 }],
    [[{ op: "add", path: "/nope" }], { nope: null }],
    [[{ op: "copy", from: "/nope", path: "/a/c" }], { a: { c: null } }],
    [[{ op: "add", path: "/a/b/01", value: 9 }], { a: { b: [1, 9, 2, 3] } }],
    [[{ op: "add", path: "/a/b/-1", value: 9 }], { a: { b: [1, 2, 3, 9] } }],
    [[{ op: "add", path: "/a/b/-4", value: 9 }], { a: { b: [9, 1, 2, 3] } }],
    [[{ op: "replace", path: "/a/b/-1", value: 9 }], { a: { b: [1, 2, 9] } }],
    [[{ op: "remove", path: "/a/b/-3" }], { a: { b: [2, 3] } }],
    [[{ op: "replace", path: "", value: { c: 1 } }], { c: 1 }],
    [null, target],
  ])("%j", (patch, expected) => {
    expect(applyJsonPatch(target, patch)).toMatchObject(expected);
  });

  it.each([
    [[{ op: "test", path: "/a/b", value: [] }]],
    [[{ op: "remove", path: "/nope" }]],
    [[{ op: "replace", path: "/a/b/7", value: 1 }]],
    [[{ op: "replace", path: "/a/b/-4", value: 1 }]],
    [[{ op: "add", path: "/a/b/4", value: 1 }]],
    [[{ op: "add", path: "/a/b/1.0", value: 1 }]],
    [[{ op: "replace", path: "/a/b/-", value: 1 }]],
    [[{ op: "test", path: "/nope/a", value: null }]],
    [[{ op: "test", path: "/a/b/3", value: null }]],
    [[{ op: "add", path: "a", value: 1 }]],
    [[{ op: "remove", path: "" }]],
    [[{ op: "move", from: "", path: "/a/c" }]],
    [[{ op: "move", from: "/nope", path: "/a/c" }]],
    [[{ op: "zap", path: "/a" }]],
    [[{ path: "/a" }]],
    [[null]],
  ])("that does not fit is refused: %j", (patch) => {
    expect(() => applyJsonPatch(target, patch)).toThrow(
      "the server rejected our request due to an error in our request",
    );
  });

  it.each([
    [{ op: "add" }, "object into Go value of type []handlers.jsonPatchOp"],
    [[5], "number into Go value of type handlers.jsonPatchOp"],
    [[{ op: true }], "bool into Go struct field jsonPatchOp.op of type string"],
  ])("that is none is refused: %j", (patch, problem) => {
    expect(() => applyJsonPatch(target, patch)).toThrow(
      `error decoding patch: json: cannot unmarshal ${problem}`,
    );
  });

  it("leaves the target as it was", () => {
    applyJsonPatch(target, [{ op: "remove", path: "/a" }]);
    expect(target.a.b).toEqual([1, 2, 3]);
  });
});

describe("a strategic merge patch", () => {
  const pod = {
    spec: {
      containers: [
        { name: "a", image: "1" },
        { name: "b", image: "1" },
      ],
    },
  };

  it("merges lists by their key", () => {
    const patch = {
      spec: {
        containers: [
          { name: "b", image: "2" },
          { name: "c", image: "3" },
        ],
      },
    };
    expect(applyStrategicPatch(pod, patch)).toEqual({
      spec: {
        containers: [
          { name: "a", image: "1" },
          { name: "b", image: "2" },
          { name: "c", image: "3" },
        ],
      },
    });
  });

  it("deletes items, replaces lists and keeps the asked order", () => {
    const remove = { spec: { containers: [{ name: "a", $patch: "delete" }] } };
    expect(applyStrategicPatch(pod, remove)).toEqual({
      spec: { containers: [{ name: "b", image: "1" }] },
    });
    const replace = { spec: { containers: [{ $patch: "replace" }, { name: "z" }] } };
    expect(applyStrategicPatch(pod, replace)).toEqual({ spec: { containers: [{ name: "z" }] } });
    const order = {
      spec: {
        "$setElementOrder/containers": [{ name: "b" }, { name: "a" }],
        containers: [{ name: "b", image: "9" }],
      },
    };
    expect(applyStrategicPatch(pod, order)).toEqual({
      spec: {
        containers: [
          { name: "b", image: "9" },
          { name: "a", image: "1" },
        ],
      },
    });
  });

  it("replaces or empties objects, and keeps named keys only", () => {
    expect(applyStrategicPatch({ d: { a: 1 } }, { d: { $patch: "replace", b: 2 } })).toEqual({
      d: { b: 2 },
    });
    expect(applyStrategicPatch({ d: { a: 1 } }, { d: { $patch: "delete" } })).toEqual({ d: {} });
    const strategy = { $retainKeys: ["type"], type: "Recreate" };
    expect(
      applyStrategicPatch({ strategy: { type: "RollingUpdate", rollingUpdate: {} } }, { strategy }),
    ).toEqual({
      strategy: { type: "Recreate" },
    });
  });

  it("treats finalizers as a set", () => {
    const target = { metadata: { finalizers: ["a", "b"] } };
    expect(applyStrategicPatch(target, { metadata: { finalizers: ["c"] } })).toEqual({
      metadata: { finalizers: ["a", "b", "c"] },
    });
    expect(
      applyStrategicPatch(target, { metadata: { "$deleteFromPrimitiveList/finalizers": ["a"] } }),
    ).toEqual({
      metadata: { finalizers: ["b"] },
    });
  });

  it("replaces lists that have no key", () => {
    expect(applyStrategicPatch({ rules: [{ a: 1 }] }, { rules: [{ b: 1 }] })).toEqual({
      rules: [{ b: 1 }],
    });
  });
});
