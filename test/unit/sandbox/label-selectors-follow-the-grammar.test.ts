import { describe, expect, it } from "@jest/globals";

import { parseFieldSelector } from "../../../src/sandbox/selecting/field-selector.js";
import { parseLabelSelector } from "../../../src/sandbox/selecting/label-selector.js";

const LABELS = { env: "prod", "app.io/name": "web", tier: "", replicas: "3" };

describe("a label selector", () => {
  it.each([
    ["env=prod", true],
    ["env==prod", true],
    ["env=dev", false],
    ["env!=dev", true],
    ["missing!=dev", true],
    ["env", true],
    ["!env", false],
    ["!missing", true],
    ["env in (dev, prod)", true],
    ["env in (dev)", false],
    ["env notin (dev)", true],
    ["missing notin (dev)", true],
    ["missing in (dev)", false],
    ["app.io/name=web,env=prod", true],
    ["app.io/name=web,env=dev", false],
    ["tier=", true],
    ["env=", false],
    ["replicas>2", true],
    ["replicas<2", false],
    ["  env = prod ,  !missing ", true],
  ])("%s selects: %s", (selector, expected) => {
    expect(parseLabelSelector(selector)?.(LABELS)).toBe(expected);
  });

  it("is none when it is empty", () => {
    expect(parseLabelSelector("")).toBeUndefined();
    expect(parseLabelSelector(null)).toBeUndefined();
  });

  it("selects objects without labels only by what they lack", () => {
    expect(parseLabelSelector("env!=prod")?.(undefined)).toBe(true);
    expect(parseLabelSelector("env")?.(undefined)).toBe(false);
  });

  it.each([
    ["a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ["a=b=c", "found '=', expected: ',' or 'end of string'"],
    ["a=b,,", "found ',', expected: identifier after ','"],
    ["a in b", "unable to parse requirement: found 'b' expected: '('"],
    ["-bad-=x", /name part must consist of alphanumeric characters/],
    [`a=${"x".repeat(64)}`, /must be no more than 63 bytes/],
    ["a>x", /the value must be an integer/],
  ])("refuses %s", (selector, message) => {
    expect(() => parseLabelSelector(selector)).toThrow(message);
  });
});

describe("a field selector", () => {
  const object = {
    apiVersion: "v1",
    kind: "X",
    metadata: { name: "a", namespace: "n", uid: "u", resourceVersion: "1", creationTimestamp: "" },
    spec: { color: "red", size: 3 },
  };

  it.each([
    ["metadata.name=a", true],
    ["metadata.name!=a", false],
    ["metadata.namespace==n,spec.color=red", true],
    ["spec.color=blue", false],
    ["spec.size=3", true],
    ["spec.gone=", true],
  ])("%s selects: %s", (selector, expected) => {
    const parsed = parseFieldSelector(selector, ["spec.color", "spec.size", "spec.gone"]);
    expect(parsed?.matches(object)).toBe(expected);
  });

  it("takes a value with an escaped comma as one", () => {
    const parsed = parseFieldSelector("spec.color=a\\,b", ["spec.color"]);
    expect(parsed?.matches({ ...object, spec: { color: "a,b" } })).toBe(true);
  });

  it("refuses fields that the kind does not offer, and what it cannot read", () => {
    expect(() => parseFieldSelector("spec.size=1", [])).toThrow(
      "field label not supported: spec.size",
    );
    expect(() => parseFieldSelector("zzz", [])).toThrow(
      "invalid selector: 'zzz'; can't understand 'zzz'",
    );
  });
});
