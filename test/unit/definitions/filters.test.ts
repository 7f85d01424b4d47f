import { describe, expect, it } from "@jest/globals";
import { ABSENT, PRESENT } from "kephale";

import { compileFilter, type FilterPlan } from "../../../src/definitions/filter.js";
import type { KubernetesObject } from "../../../src/resources/kubernetes-object.js";
import { type FakeContext, objectCall } from "../../support/object-call.js";

function compiled(options: Record<string, unknown>): FilterPlan {
  const problems: string[] = [];
  const plan = compileFilter(options, (problem) => problems.push(problem));
  if (plan === undefined || problems.length > 0)
    throw new Error(`There is no filter: ${problems.join(" ")}`);
  return plan;
}

const matches = (options: Record<string, unknown>, body: KubernetesObject): boolean =>
  compiled(options).matches(objectCall(body));

const labelled = (labels: Record<string, string>): KubernetesObject => ({ metadata: { labels } });

function problemsOf(options: Record<string, unknown>): readonly string[] {
  const problems: string[] = [];
  compileFilter(options, (problem) => problems.push(problem));
  return problems;
}

describe.each(["labels", "annotations"])("a filter by %s", (name) => {
  const having = (texts: Record<string, string>): KubernetesObject => ({
    metadata: { [name]: texts },
  });

  it.each<[string, unknown, Record<string, string>, boolean]>([
    ["an equal value", "web", { app: "web" }, true],
    ["another value", "web", { app: "db" }, false],
    ["none", "web", {}, false],
    ["PRESENT and a value", PRESENT, { app: "web" }, true],
    ["PRESENT and an empty value", PRESENT, { app: "" }, true],
    ["PRESENT and none", PRESENT, { other: "web" }, false],
    ["ABSENT and none", ABSENT, { other: "web" }, true],
    ["ABSENT and an empty value", ABSENT, { app: "" }, false],
    ["an empty value and none", "", {}, false],
    ["a predicate that holds", (value: string) => value.startsWith("w"), { app: "web" }, true],
    ["a predicate that does not", (value: string) => value.startsWith("d"), { app: "web" }, false],
    ["a predicate that returns something", () => "yes", { app: "web" }, true],
    ["a predicate that returns nothing", () => undefined, { app: "web" }, false],
  ])("decides by %s", (_what, expected, texts, result) => {
    expect(matches({ [name]: { app: expected } }, having(texts))).toBe(result);
  });

  it("gives a predicate undefined where there is none, and the context", () => {
    const seen: unknown[] = [];
    const predicate = (value: unknown, context: FakeContext): boolean =>
      seen.push(value, context.body) > 0;
    const body = having({});
    expect(matches({ [name]: { app: predicate } }, body)).toBe(true);
    expect(seen).toEqual([undefined, body]);
  });

  it("asks for all of them", () => {
    const options = { [name]: { app: "web", tier: PRESENT } };
    expect(matches(options, having({ app: "web" }))).toBe(false);
    expect(matches(options, having({ app: "web", tier: "front" }))).toBe(true);
  });

  it("does not take inherited names for keys", () => {
    expect(matches({ [name]: { constructor: PRESENT } }, having({}))).toBe(false);
    expect(matches({ [name]: { toString: ABSENT } }, having({}))).toBe(true);
  });

  it.each<[unknown, string]>([
    [5, `${name} is 5`],
    ["app=web", `${name} is "app=web"`],
    [["app"], `${name} is ["app"]`],
    [null, `${name} is null`],
    [{ app: 5 }, `${name}["app"] is 5`],
    [{ app: null }, `${name}["app"] is null`],
    [{ app: undefined }, `${name}["app"] is undefined`],
    [{ app: Symbol("PRESENT") }, `${name}["app"] is Symbol(PRESENT)`],
    [new Map([["app", "web"]]), `${name} is Map(1) { 'app' => 'web' }`],
    [new Date(0), `${name} is 1970-01-01`],
  ])("must not be %p", (wrong, message) => {
    const problems = problemsOf({ [name]: wrong });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
    expect(problems[0]).toContain("It must be");
  });
});

describe("a filter by a field", () => {
  const body: KubernetesObject = {
    metadata: { name: "a", labels: { "example.com/app": "web" } },
    spec: {
      image: "x",
      empty: "",
      zero: 0,
      off: false,
      nothing: null,
      list: ["a"],
      nested: { a: { b: 1 } },
    },
  };

  it.each<[unknown, boolean]>([
    ["spec.image", true],
    ["spec.empty", true],
    ["spec.zero", true],
    ["spec.off", true],
    ["spec.nested.a.b", true],
    [["spec", "nested", "a"], true],
    [["metadata", "labels", "example.com/app"], true],
    ["metadata.name", true],
    ["spec.missing", false],
    ["spec.image.tag", false],
    ["spec.image.length", false],
    ["spec.zero.toFixed", false],
    ["spec.nested.constructor", false],
    ["status.phase", false],
  ])("holds where the field is there: %p is %p", (field, expected) => {
    expect(matches({ field }, body)).toBe(expected);
    expect(matches({ field, value: PRESENT }, body)).toBe(expected);
    expect(matches({ field, value: ABSENT }, body)).toBe(!expected);
  });

  it.each<[string, unknown, boolean]>([
    ["spec.image", "x", true],
    ["spec.image", "y", false],
    ["spec.zero", 0, true],
    ["spec.zero", "0", false],
    ["spec.zero", false, false],
    ["spec.off", false, true],
    ["spec.empty", "", true],
    ["spec.nothing", null, true],
    ["spec.missing", null, false],
    ["spec.list", ["a"], true],
    ["spec.list", ["a", "b"], false],
    ["spec.nested", { a: { b: 1 } }, true],
    ["spec.nested", { a: {} }, false],
  ])("compares values as JSON: %s with %j is %p", (field, value, expected) => {
    expect(matches({ field, value }, body)).toBe(expected);
  });

  it("gives a predicate the value, undefined where there is none, and the context", () => {
    const seen: unknown[] = [];
    const predicate = (value: unknown, context: FakeContext): boolean =>
      seen.push(value, context.body) > 0;
    matches({ field: "spec.image", value: predicate }, body);
    matches({ field: "spec.image.tag", value: predicate }, body);
    expect(seen).toEqual(["x", body, undefined, body]);
  });

  it.each<[unknown, string]>([
    ["", 'field is ""'],
    ["spec.", 'field is "spec."'],
    [".spec", 'field is ".spec"'],
    ["spec..image", 'field is "spec..image"'],
    [[], "field is []"],
    [["spec", 5], 'field is ["spec",5]'],
    [["spec", ""], 'field is ["spec",""]'],
    [5, "field is 5"],
    [{ spec: "image" }, 'field is {"spec":"image"}'],
  ])("must not be the path %p", (field, message) => {
    const problems = problemsOf({ field });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
    expect(problems[0]).toContain('"spec.image"');
  });

  it.each<[unknown, string]>([
    ["metadata.labels.example.com/app", '["metadata","labels","example.com/app"]'],
    [["metadata", "annotations", "a", "b"], '["metadata","annotations","a.b"]'],
  ])("must not lead below a label or an annotation: %p", (field, meant) => {
    expect(problemsOf({ field })).toEqual([
      expect.stringContaining(
        `leads below a label or an annotation, where nothing is. Their keys have dots: write ${meant}.`,
      ),
    ]);
  });

  const endless: unknown[] = [];
  endless.push(endless);

  it.each<[unknown, string]>([
    [/nginx/, "/nginx/"],
    [Symbol("x"), "Symbol(x)"],
    [5n, "5n"],
    [Number.NaN, "NaN"],
    [new Map(), "Map(0) {}"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [{ since: new Date(0) }, "{ since: 1970-01-01T00:00:00.000Z }"],
    [{ tag: undefined }, "{ tag: undefined }"],
    [endless, "<ref *1> [ [Circular *1] ]"],
  ])("must not be compared with what no object has: %p", (value, found) => {
    for (const name of ["value", "old", "new"]) {
      expect(problemsOf({ field: "spec.image", [name]: value })).toEqual([
        `${name} is ${found}. It must be JSON, PRESENT, ABSENT or a predicate.`,
      ]);
    }
  });

  it.each(["value", "old", "new"])("is needed where %s is given", (name) => {
    expect(problemsOf({ [name]: 1 })).toEqual([
      `${name} is given without field. Say which field it is about.`,
    ]);
  });

  it.each(["old", "new"])("takes a value, or old and new: not value and %s", (name) => {
    const problems = problemsOf({ field: "spec.image", value: 1, [name]: 2 });
    expect(problems).toEqual([
      "value is given together with old or new. Use value alone, or old and new.",
    ]);
  });
});

describe("a filter by when", () => {
  it("gets the context, and decides by what is returned", () => {
    expect(matches({ when: ({ body }: FakeContext) => body.kind === "A" }, { kind: "A" })).toBe(
      true,
    );
    expect(matches({ when: ({ body }: FakeContext) => body.kind === "A" }, { kind: "B" })).toBe(
      false,
    );
    expect(matches({ when: () => 1 }, {})).toBe(true);
    expect(matches({ when: () => undefined }, {})).toBe(false);
  });

  it("is asked last, when all others hold", () => {
    let asked = 0;
    const options = {
      when: () => ++asked > 0,
      field: "spec.image",
      labels: { app: "web" },
      annotations: { note: ABSENT },
    };
    expect(matches(options, labelled({ app: "web" }))).toBe(false);
    expect(asked).toBe(0);
    expect(matches(options, { ...labelled({ app: "web" }), spec: { image: "x" } })).toBe(true);
    expect(asked).toBe(1);
  });

  it("throws what a predicate throws", () => {
    const plan = compiled({
      when: () => {
        throw new Error("no");
      },
    });
    expect(() => plan.matches(objectCall({}))).toThrow("no");
  });

  it.each([true, "always", { labels: {} }, null])("must not be %p", (when) => {
    expect(problemsOf({ when })).toEqual([
      expect.stringContaining("It must be a function of the handler's context"),
    ]);
  });
});

describe("a predicate that is asynchronous or a generator", () => {
  const later = Promise.resolve(false);

  it.each([
    [async () => later, "an async"],
    [
      function* none(): Generator<boolean> {
        yield false;
      },
      "a generator",
    ],
    [
      async function* none(): AsyncGenerator<boolean> {
        yield later;
      },
      "an async",
    ],
  ])("is refused: what it returns would always hold", (predicate, kind) => {
    const mistake = `${kind} function. It must return true or false at once: filters do not wait.`;
    expect(problemsOf({ when: predicate })).toEqual([`when is ${mistake}`]);
    expect(problemsOf({ labels: { app: predicate } })).toEqual([`labels["app"] is ${mistake}`]);
    for (const name of ["value", "old", "new"])
      expect(problemsOf({ field: "spec.x", [name]: predicate })).toEqual([`${name} is ${mistake}`]);
  });

  const promising = (): Promise<boolean> => Promise.reject(new Error("Nobody waits for it."));

  it.each<[string, Record<string, unknown>]>([
    ["when", { when: promising }],
    ['labels["app"]', { labels: { app: promising } }],
    ["value", { field: "spec.x", value: promising }],
  ])(
    "is a mistake of %s where only its answer shows it, and its rejection ends nothing",
    (name, options) => {
      const plan = compiled(options);
      expect(() => plan.matches(objectCall({}))).toThrow(
        new TypeError(
          `${name} has returned a promise. It must return true or false at once: filters do not wait.`,
        ),
      );
    },
  );
});

describe("a handler without filter options", () => {
  it("has no filter to ask", () => {
    expect(compileFilter({}, () => undefined)).toBeUndefined();
    expect(compileFilter({ labels: {} }, () => undefined)).toBeUndefined();
  });
});
