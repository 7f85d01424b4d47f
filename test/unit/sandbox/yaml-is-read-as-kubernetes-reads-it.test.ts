import { describe, expect, it } from "@jest/globals";

import { parseYaml, writeYaml } from "../../../src/sandbox/json/yaml.js";

describe("YAML", () => {
  // What `kubectl apply` of v1.36.3 sends for each of them.
  it.each([
    ["yes", true],
    ["on", true],
    ["y", true],
    ["No", false],
    ["off", false],
    ["oN", "oN"],
    ["0644", 420],
    ["-0644", -420],
    ["0o644", 420],
    ["089", 89],
    ["1_000", 1000],
    ["0x10", 16],
    ["0X1F", 31],
    ["0b11", 3],
    ["0B1", 1],
    ["12:30", "12:30"],
    ["190:20:30", "190:20:30"],
    ["2020-01-01", "2020-01-01"],
    ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"],
    ["!!timestamp 2020-01-01", "2020-01-01"],
    ["!!binary aGVsbG8=", "hello"],
    ["!!set {a, b}", { a: null, b: null }],
    ["~", null],
    ["1e3", 1000],
    ["v1.0", "v1.0"],
    ['"yes"', "yes"],
    ["!!str yes", "yes"],
    ["{no: 1, 010: 2}", { false: 1, "8": 2 }],
  ])("%s is %j", (text, value) => {
    expect(parseYaml(`value: ${text}`).map((document): unknown => document.toJS())).toEqual([
      { value },
    ]);
  });

  it("has merge keys", () => {
    const [document] = parseYaml("base: &base {a: 1, b: 1}\nmore: {<<: *base, b: 2}");
    expect(document?.toJS()).toEqual({ base: { a: 1, b: 1 }, more: { a: 1, b: 2 } });
  });

  it("is written so that it is read the same", () => {
    const value = { a: "yes", b: "0644", c: "1_000", d: "2020-01-01", e: true, f: "12:30" };
    const [document] = parseYaml(writeYaml(value));
    expect(document?.toJS()).toEqual(value);
    expect(writeYaml({ a: "yes" })).toBe('a: "yes"\n');
  });
});
