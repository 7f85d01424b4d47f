import { describe, expect, it } from "@jest/globals";

import { applyDefaults } from "../../../src/sandbox/schema/default.js";
import { prune } from "../../../src/sandbox/schema/prune.js";
import { readSchema } from "../../../src/sandbox/schema/schema.js";
import { checkStructure } from "../../../src/sandbox/schema/structure.js";
import { validate } from "../../../src/sandbox/schema/validate.js";

const object = (properties: object, more: object = {}) =>
  readSchema({ type: "object", properties, ...more });
const string = { type: "string" };

/** The messages of all violations. */
const problems = (value: unknown, schema: ReturnType<typeof object>, old?: unknown): string[] =>
  validate(value, schema, old).map(({ field, message }) => `${field}: ${message}`);

/** Prunes a value and returns what was removed. */
const removedFrom = (value: object, schema: ReturnType<typeof object>): string[] => {
  const removed: string[] = [];
  prune(value, schema, (path) => removed.push(path));
  return removed;
};

describe("pruning", () => {
  it("removes what is not declared, also in lists and maps, and tells where", () => {
    const schema = object({
      spec: {
        type: "object",
        properties: {
          list: { type: "array", items: { type: "object", properties: { a: string } } },
        },
      },
      map: { type: "object", additionalProperties: { type: "object", properties: { b: string } } },
    });
    const value = {
      apiVersion: "v1",
      kind: "K",
      metadata: {},
      spec: { list: [{ a: "1", z: 1 }], y: 1 },
      map: { k: { b: "1", x: 1 } },
    };
    expect(removedFrom(value, schema)).toEqual(["map.k.x", "spec.list[0].z", "spec.y"]);
    expect(value).toEqual({
      apiVersion: "v1",
      kind: "K",
      metadata: {},
      spec: { list: [{ a: "1" }] },
      map: { k: { b: "1" } },
    });
  });

  it("keeps unknown fields where the schema says so, but looks into known ones", () => {
    const inner = {
      type: "object",
      "x-kubernetes-preserve-unknown-fields": true,
      properties: { known: { type: "object", properties: {} } },
    };
    expect(removedFrom({ any: { free: 1, known: { gone: 1 } } }, object({ any: inner }))).toEqual([
      "any.known.gone",
    ]);
  });

  it("keeps the envelope of embedded objects", () => {
    const embedded = { type: "object", "x-kubernetes-embedded-resource": true, properties: {} };
    expect(
      removedFrom(
        { t: { apiVersion: "v1", kind: "P", metadata: {}, spec: 1 } },
        object({ t: embedded }),
      ),
    ).toEqual(["t.spec"]);
  });
});

describe("defaulting", () => {
  it.each([
    [{}, { a: 1 }],
    [{ a: null }, { a: 1 }],
    [{ a: 2 }, { a: 2 }],
    [{ list: [{}] }, { a: 1, list: [{ p: "TCP" }] }],
    [{ n: null }, { a: 1, n: null }],
    [{ map: { k: {} } }, { a: 1, map: { k: { p: "x" } } }],
  ])("turns %j into %j", (value, expected) => {
    const schema = object({
      a: { type: "integer", default: 1 },
      n: { type: "string", nullable: true, default: "d" },
      list: {
        type: "array",
        items: { type: "object", properties: { p: { ...string, default: "TCP" } } },
      },
      map: {
        type: "object",
        additionalProperties: { type: "object", properties: { p: { ...string, default: "x" } } },
      },
    });
    const completed = structuredClone(value);
    applyDefaults(completed, schema);
    expect(completed).toMatchObject(expected);
  });

  it("takes a null that is not allowed for missing, but not in a list", () => {
    const items = { type: "object", nullable: true, properties: { a: string } };
    const schema = object({
      plain: string,
      nullable: { ...string, nullable: true },
      map: { type: "object", additionalProperties: string },
      mapWithDefault: { type: "object", additionalProperties: { ...string, default: "d" } },
      list: { type: "array", items: string },
      listWithDefault: { type: "array", items: { ...string, default: "d" } },
      objects: { type: "array", items },
      nothing: { type: "object", properties: {} },
    });
    const value = {
      plain: null,
      nullable: null,
      map: { a: null, b: "b" },
      mapWithDefault: { a: null },
      list: [null],
      listWithDefault: [null],
      objects: [{ a: null }, null],
      nothing: null,
    };
    applyDefaults(value, schema);
    expect(value).toEqual({
      nullable: null,
      map: { b: "b" },
      mapWithDefault: { a: "d" },
      list: [null],
      listWithDefault: ["d"],
      objects: [{}, null],
    });
    expect(problems(value, schema)).toHaveLength(1);
  });

  it("copies defaults: two objects do not share one", () => {
    const schema = object({
      o: {
        type: "object",
        default: { a: [] },
        properties: { a: { type: "array", items: string } },
      },
    });
    const [first, second]: [{ o?: object }, { o?: object }] = [{}, {}];
    applyDefaults(first, schema);
    applyDefaults(second, schema);
    expect(first.o).not.toBe(second.o);
  });
});

describe("validation", () => {
  it.each([
    [
      { type: "integer" },
      1.5,
      'v: Invalid value: "number": v in body must be of type integer: "number"',
    ],
    [
      { type: "integer" },
      "x",
      'v: Invalid value: "string": v in body must be of type integer: "string"',
    ],
    [string, null, 'v: Invalid value: "null": v in body must be of type string: "null"'],
    [{ ...string, enum: ["a", "b"] }, "c", 'v: Unsupported value: "c": supported values: "a", "b"'],
    [
      { type: "integer", minimum: 1 },
      0,
      "v: Invalid value: 0: v in body should be greater than or equal to 1",
    ],
    [
      { type: "integer", minimum: 1, exclusiveMinimum: true },
      1,
      "v: Invalid value: 1: v in body should be greater than 1",
    ],
    [
      { type: "integer", maximum: 1 },
      2,
      "v: Invalid value: 2: v in body should be less than or equal to 1",
    ],
    [
      { type: "number", multipleOf: 0.1 },
      0.25,
      "v: Invalid value: 0.25: v in body should be a multiple of 0.1",
    ],
    [{ ...string, maxLength: 2 }, "abc", "v: Too long: may not be more than 2 bytes"],
    [
      { ...string, minLength: 2 },
      "a",
      'v: Invalid value: "a": v in body should be at least 2 chars long',
    ],
    [
      { ...string, pattern: "^[a-z]+$" },
      "A",
      "v: Invalid value: \"A\": v in body should match '^[a-z]+$'",
    ],
    [
      { ...string, format: "date-time" },
      "now",
      'v: Invalid value: "now": v in body must be of type date-time: "now"',
    ],
    [
      { ...string, format: "ipv4" },
      "::1",
      'v: Invalid value: "::1": v in body must be of type ipv4: "::1"',
    ],
    [
      { type: "array", items: string, maxItems: 1 },
      ["a", "b"],
      "v: Too many: 2: must have at most 1 item",
    ],
    [
      { type: "array", items: string, "x-kubernetes-list-type": "set" },
      ["a", "a"],
      'v[1]: Duplicate value: "a"',
    ],
    [
      { "x-kubernetes-int-or-string": true },
      true,
      'v: Invalid value: "boolean": v in body must be of type integer,string: "boolean"',
    ],
    [{ type: "object", required: ["a"], properties: { a: string } }, {}, "v.a: Required value"],
    [
      { type: "integer", not: { enum: [3] } },
      3,
      '<nil>: Invalid value: "": "v" must not validate the schema (not)',
    ],
  ])("of %j finds %j wrong", (schema, value, message) => {
    expect(problems({ v: value }, object({ v: schema }))).toEqual([message]);
  });

  it("of a combination names what the nearest part has against the value", () => {
    const schema = { type: "integer", anyOf: [{ minimum: 5 }, { maximum: 1 }] };
    expect(problems({ v: 3 }, object({ v: schema }))).toEqual([
      '<nil>: Invalid value: "": "v" must validate at least one schema (anyOf)',
      "v: Invalid value: 3: v in body should be greater than or equal to 5",
    ]);
  });

  it("of a wrong type names the values that are supported, too", () => {
    const schema = { type: "integer", enum: [1] };
    expect(problems({ v: "1" }, object({ v: schema }))).toEqual([
      'v: Invalid value: "string": v in body must be of type integer: "string"',
      'v: Unsupported value: "1": supported values: "1"',
    ]);
  });

  it.each([
    [{ type: "integer" }, 1],
    [{ type: "number" }, 1],
    [{ ...string, nullable: true }, null],
    [{ ...string, maxLength: 2 }, "😀😀"],
    [{ "x-kubernetes-int-or-string": true }, "5%"],
    [{ type: "number", multipleOf: 0.1 }, 0.3],
    [{ ...string, format: "unheard-of" }, "x"],
    [{ ...string, pattern: "(?i)^ABC$" }, "abc"],
    [{ ...string, pattern: "\\A(?P<x>a+)\\z" }, "aa"],
    [{ ...string, pattern: "^\\(?P<[(?P<]\\\\z$" }, "P<(\\z"],
  ])("of %j accepts %j", (schema, value) => {
    expect(problems({ v: value }, object({ v: schema }))).toEqual([]);
  });

  it("finds a key of a map list twice", () => {
    const items = { type: "object", properties: { name: string, port: { type: "integer" } } };
    const list = {
      type: "array",
      items,
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
    };
    const value = {
      v: [
        { name: "a", port: 1 },
        { name: "a", port: 2 },
      ],
    };
    expect(problems(value, object({ v: list }))).toEqual(['v[1]: Duplicate value: {"name":"a"}']);
  });

  it("tolerates what an update does not change", () => {
    const schema = object({ note: { ...string, maxLength: 3 }, size: { type: "integer" } });
    expect(
      problems({ note: "long enough", size: 2 }, schema, { note: "long enough", size: 1 }),
    ).toEqual([]);
    expect(
      problems({ note: "also long", size: 1 }, schema, { note: "long enough", size: 1 }),
    ).toHaveLength(1);
    expect(problems({ note: "long enough" }, schema)).toHaveLength(1);
  });
});

describe("a structural schema", () => {
  it.each([
    [{}, "s.type: Required value: must not be empty at the root"],
    [
      { type: "array", items: string },
      's.type: Invalid value: "array": must be object at the root',
    ],
    [
      { type: "object", properties: { a: {} } },
      "s.properties[a].type: Required value: must not be empty for specified object fields",
    ],
    [
      { type: "object", properties: { a: { type: "array", items: {} } } },
      "s.properties[a].items.type: Required value: must not be empty for specified array items",
    ],
    [
      {
        type: "object",
        properties: {
          a: { type: "array", items: { type: "object" }, "x-kubernetes-list-type": "map" },
        },
      },
      "s.properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map",
    ],
  ])("%j is refused", (schema, message) => {
    expect(
      checkStructure(schema, "s").map(({ field, message: text }) => `${field}: ${text}`),
    ).toEqual([message]);
  });

  it("names a pattern that is none", () => {
    const [problem] = checkStructure(
      { type: "object", properties: { a: { ...string, pattern: "(" } } },
      "s",
    );
    expect(problem?.field).toBe("s.properties[a].pattern");
  });

  it.each([
    [{ allOf: [{ pattern: "(" }] }, "allOf[0].pattern"],
    [{ anyOf: [{ pattern: "a" }, { pattern: "(" }] }, "anyOf[1].pattern"],
    [{ oneOf: [{ not: { pattern: "(" } }] }, "oneOf[0].not.pattern"],
    [
      { not: { properties: { b: { items: { pattern: "(" } } } } },
      "not.properties[b].items.pattern",
    ],
    [{ not: { properties: { b: { pattern: "(" } } } }, "not.properties[b].pattern"],
  ])("names a pattern that is none in %j", (constraints, field) => {
    const schema = { type: "object", properties: { a: { ...string, ...constraints } } };
    expect(checkStructure(schema, "s").map((problem) => problem.field)).toEqual([
      `s.properties[a].${field}`,
    ]);
  });
});
