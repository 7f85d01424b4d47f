import { describe, expect, it } from "@jest/globals";

import { checkStructure } from "../../../src/sandbox/schema/structure.js";

const string = { type: "string" };
const object = (properties: object, more: object = {}): object => ({
  type: "object",
  properties,
  ...more,
});
const listOf = (items: object, type: string, ...keys: string[]): object => ({
  type: "array",
  items,
  "x-kubernetes-list-type": type,
  ...(keys.length === 0 ? {} : { "x-kubernetes-list-map-keys": keys }),
});
const embedded = (more: object): object => ({ "x-kubernetes-embedded-resource": true, ...more });

/** What is said of a property `p`, without the place of the property. */
const problemsOf = (part: object): string[] =>
  checkStructure({ type: "object", properties: { p: part } }, "s").map(
    ({ field, message }) => `${field.replace("s.properties[p].", "")}: ${message}`,
  );

describe("a schema is not structural", () => {
  it.each([
    [
      { ...string, default: 5 },
      'default: Invalid value: "integer":  in body must be of type string: "integer"',
    ],
    [
      { ...string, enum: ["a"], default: "b" },
      'default: Unsupported value: "b": supported values: "a"',
    ],
    [
      object({ a: string }, { default: { z: 1 } }),
      'default: Invalid value: {"z":1}: must not have unknown fields',
    ],
    [object({ a: string }, { required: ["a"], default: {} }), "default.a: Required value"],
    [
      object({ a: string }, { additionalProperties: string }),
      "additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive",
    ],
    [{ ...string, anyOf: [string] }, "anyOf[0].type: Forbidden: must be empty to be structural"],
    [
      { ...string, not: { default: 1 } },
      "not.default: Forbidden: must be undefined to be structural",
    ],
    [
      object({ a: string }, { allOf: [{ properties: { a: { nullable: true } } }] }),
      "allOf[0].properties[a].nullable: Forbidden: must be false to be structural",
    ],
    [{ $ref: "#/a" }, "$ref: Forbidden: $ref is not supported"],
    [
      object({}, { patternProperties: {} }),
      "patternProperties: Forbidden: patternProperties is not supported",
    ],
    [{ type: "array" }, "items: Required value: must be specified"],
    [
      { type: "array", items: [string] },
      "items: Forbidden: items must be a schema object and not an array",
    ],
    [
      object({}, { "x-kubernetes-preserve-unknown-fields": false }),
      "x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined",
    ],
    [
      { type: "foo" },
      'type: Unsupported value: "foo": supported values: "array", "boolean", "integer", "number", "object", "string"',
    ],
    [
      listOf(string, "foo"),
      'x-kubernetes-list-type: Unsupported value: "foo": supported values: "atomic", "set", "map"',
    ],
    [
      object({}, { "x-kubernetes-map-type": "foo" }),
      'x-kubernetes-map-type: Unsupported value: "foo": supported values: "atomic", "granular"',
    ],
    [
      listOf(string, "set", "a"),
      'x-kubernetes-list-type: Invalid value: "set": must be map if x-kubernetes-list-map-keys is non-empty',
    ],
    [
      listOf(object({ a: string }), "map", "z"),
      'x-kubernetes-list-map-keys: Invalid value: ["z"]: entries must all be names of item properties',
    ],
    [
      listOf(object({ a: string }), "map", "a"),
      "items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
    ],
    [
      listOf(string, "map", "a"),
      `items.type: Invalid value: "string": must be object if parent array's x-kubernetes-list-type is map`,
    ],
    [
      listOf({ type: "object" }, "set"),
      "items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set",
    ],
    [
      embedded({ "x-kubernetes-preserve-unknown-fields": true }),
      "type: Required value: must be object if x-kubernetes-embedded-resource is true",
    ],
    [
      embedded({ type: "object" }),
      "properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields",
    ],
  ])("%j", (part, problem) => {
    expect(problemsOf(part)).toEqual([problem]);
  });

  it.each([
    [object({}, { nullable: true }), "s.nullable: Forbidden: nullable cannot be true at the root"],
    [
      { type: "object", additionalProperties: string },
      "s.additionalProperties: Forbidden: must not be used at the root",
    ],
    [
      object({ kind: { type: "integer" } }),
      's.properties[kind].type: Invalid value: "integer": must be string',
    ],
    [
      object({ metadata: object({ labels: { type: "object" } }) }),
      "s.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified",
    ],
    [
      object({ metadata: object({ name: { ...string, default: "x" } }) }),
      "s.properties[metadata].properties[name].default: Forbidden: must not be set in top-level metadata",
    ],
  ])("at the root: %j", (schema, problem) => {
    expect(
      checkStructure({ ...schema }, "s").map(({ field, message }) => `${field}: ${message}`),
    ).toEqual([problem]);
  });
});

describe("a schema is structural", () => {
  it.each([
    { ...string, default: null },
    { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, string] },
    { "x-kubernetes-int-or-string": true, allOf: [{ anyOf: [{ type: "integer" }, string] }] },
    object({ a: string }, { anyOf: [{ required: ["a"] }, { required: ["b"] }] }),
    listOf(object({ a: { ...string, default: "x" } }), "map", "a"),
    listOf(object({}, { "x-kubernetes-map-type": "atomic" }), "set"),
    embedded(object({ metadata: object({ labels: { type: "object" } }) })),
    object({}, { additionalProperties: true }),
  ])("%j", (part) => {
    expect(problemsOf(part)).toEqual([]);
  });
});
