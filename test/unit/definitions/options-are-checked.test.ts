import { describe, expect, it } from "@jest/globals";
import {
  Daemon,
  Index,
  OnCleanup,
  OnCreate,
  OnDelete,
  OnEvent,
  OnField,
  OnLogin,
  OnMutate,
  OnProbe,
  OnResume,
  OnStartup,
  OnUpdate,
  OnValidate,
  PRESENT,
  Reconcile,
  Timer,
} from "kephale";

import { compile, handlersOf } from "../../support/compile.js";

type Decorate = (
  options: object,
) => (target: object, method: string, descriptor: PropertyDescriptor) => void;

/** Every decorator, with what it needs beside the option at hand. */
const DECORATORS: Readonly<Record<string, Decorate>> = {
  OnStartup: (options) => OnStartup(options),
  OnCleanup: (options) => OnCleanup(options),
  OnLogin: (options) => OnLogin(options),
  OnProbe: (options) => OnProbe(options),
  OnEvent: (options) => OnEvent("a", options),
  OnCreate: (options) => OnCreate("a", options),
  OnUpdate: (options) => OnUpdate("a", options),
  OnDelete: (options) => OnDelete("a", options),
  OnResume: (options) => OnResume("a", options),
  OnField: (options) => OnField("a", "spec.x", options),
  Timer: (options) => Timer("a", { interval: 10, ...options }),
  Daemon: (options) => Daemon("a", options),
  Index: (options) => Index("a", options),
  OnValidate: (options) => OnValidate("a", options),
  OnMutate: (options) => OnMutate("a", options),
  Reconcile: (options) => Reconcile("a", options),
};

/** A class with one handler. */
function operatorWith(decorator: string, options: object): object {
  class Given {
    seen(): void {}
  }
  const decorate = DECORATORS[decorator]?.(options);
  decorate?.(
    Given.prototype,
    "seen",
    Object.getOwnPropertyDescriptor(Given.prototype, "seen") ?? {},
  );
  return Given;
}

/** What is wrong with its options; that it is not served yet is another matter. */
function mistakes(decorator: string, options: object): readonly string[] {
  const { problems } = compile(operatorWith(decorator, options));
  return problems
    .filter(({ code }) => code !== "NOT_SERVED_YET")
    .map(({ where, message }) => `${where}: ${message}`);
}

const DURATIONS_BAD: readonly unknown[] = [
  -1,
  Number.NaN,
  Infinity,
  "10",
  "ten",
  "1h 30m",
  "",
  null,
  true,
  {},
  "-1s",
  5n,
];
const DURATIONS_GOOD: readonly unknown[] = [1, 0.5, "10s", "500ms", "5m", "1h30m", "1d", "1.5s"];
const FLAGS_BAD: readonly unknown[] = ["true", 1, null, {}];
const ATTEMPTED = [
  "OnStartup",
  "OnCleanup",
  "OnLogin",
  "OnProbe",
  "OnCreate",
  "OnUpdate",
  "OnDelete",
  "OnResume",
  "OnField",
  "Timer",
  "Daemon",
  "Index",
];
const FILTERED = [
  "OnEvent",
  "OnCreate",
  "OnUpdate",
  "OnDelete",
  "OnResume",
  "OnField",
  "Timer",
  "Daemon",
  "Index",
  "OnValidate",
  "OnMutate",
  "Reconcile",
];

interface OptionCase {
  readonly option: string;
  readonly of: readonly string[];
  readonly good: readonly unknown[];
  readonly bad: readonly unknown[];
  readonly with?: object;
}

const CASES: readonly OptionCase[] = [
  {
    option: "id",
    of: Object.keys(DECORATORS),
    good: ["a", "a/b"],
    bad: ["", 5, null, Symbol("a")],
  },
  { option: "param", of: Object.keys(DECORATORS), good: [0, null, {}, "a", () => 1], bad: [] },
  { option: "retries", of: ATTEMPTED, good: [1, 100], bad: [0, -1, 1.5, "1", null, Infinity] },
  { option: "timeout", of: ATTEMPTED, good: DURATIONS_GOOD, bad: [0, ...DURATIONS_BAD] },
  {
    option: "backoff",
    of: [...ATTEMPTED, "Reconcile"],
    good: [0, ...DURATIONS_GOOD],
    bad: DURATIONS_BAD,
  },
  {
    option: "errors",
    of: ATTEMPTED,
    good: ["temporary", "permanent", "ignored"],
    bad: ["TEMPORARY", "", null, 1],
  },
  { option: "labels", of: FILTERED, good: [{ a: "b" }, { a: PRESENT }], bad: ["a", 5, { a: 5 }] },
  { option: "annotations", of: FILTERED, good: [{ a: "b" }], bad: ["a", [], { a: null }] },
  { option: "when", of: FILTERED, good: [() => true], bad: [true, "yes"] },
  {
    option: "field",
    of: FILTERED.filter((name) => name !== "OnField"),
    good: ["spec.x", ["spec", "a.b"]],
    bad: ["", [], 5, "a..b"],
  },
  {
    option: "value",
    of: FILTERED,
    good: [1, "x", null, PRESENT, () => true, { a: 1 }],
    bad: [/x/, 5n, new Map()],
    with: { field: "spec.x" },
  },
  { option: "coalesce", of: ["OnEvent"], good: [true, false], bad: FLAGS_BAD },
  {
    option: "old",
    of: ["OnUpdate", "OnField"],
    good: [1, PRESENT],
    bad: [/x/, new Date(0)],
    with: { field: "spec.x" },
  },
  {
    option: "new",
    of: ["OnUpdate", "OnField"],
    good: [1, PRESENT],
    bad: [/x/, new Date(0)],
    with: { field: "spec.x" },
  },
  { option: "optional", of: ["OnDelete"], good: [true, false], bad: FLAGS_BAD },
  { option: "deleted", of: ["OnResume"], good: [true, false], bad: FLAGS_BAD },
  {
    option: "initialDelay",
    of: ["Timer", "Daemon"],
    good: [0, ...DURATIONS_GOOD],
    bad: DURATIONS_BAD,
  },
  { option: "interval", of: ["Timer"], good: DURATIONS_GOOD, bad: [0, ...DURATIONS_BAD] },
  { option: "idle", of: ["Timer"], good: DURATIONS_GOOD, bad: [0, ...DURATIONS_BAD] },
  { option: "sharp", of: ["Timer"], good: [true, false], bad: FLAGS_BAD },
  {
    option: "cancellationBackoff",
    of: ["Daemon"],
    good: [0, ...DURATIONS_GOOD],
    bad: DURATIONS_BAD,
  },
  {
    option: "cancellationTimeout",
    of: ["Daemon"],
    good: [0, ...DURATIONS_GOOD],
    bad: DURATIONS_BAD,
  },
  {
    option: "cancellationPolling",
    of: ["Daemon"],
    good: DURATIONS_GOOD,
    bad: [0, ...DURATIONS_BAD],
  },
  {
    option: "operation",
    of: ["OnValidate", "OnMutate"],
    good: ["CREATE", ["CREATE", "UPDATE"], "DELETE", "CONNECT"],
    bad: ["create", [], ["CREATE", "x"], 5, null],
  },
  {
    option: "subresource",
    of: ["OnValidate", "OnMutate"],
    good: ["status", "*"],
    bad: ["", 5, null],
  },
  { option: "persistent", of: ["OnValidate", "OnMutate"], good: [true], bad: FLAGS_BAD },
  { option: "sideEffects", of: ["OnValidate", "OnMutate"], good: [true], bad: FLAGS_BAD },
  { option: "ignoreFailures", of: ["OnValidate", "OnMutate"], good: [true], bad: FLAGS_BAD },
];

describe.each(CASES)("the option $option", ({ option, of, good, bad, with: more }) => {
  const given = (decorator: string, value: unknown): object =>
    decorator === "OnField" ? { [option]: value } : { ...more, [option]: value };

  it("is one of its decorators, and of no other", () => {
    // The field of @OnField is an argument, not an option.
    const decorators = Object.keys(DECORATORS).filter(
      (name) => name !== "OnField" || option !== "field",
    );
    const takers = decorators.filter((decorator) => {
      const found = mistakes(decorator, given(decorator, good[0]));
      return !found.some((mistake) => mistake.includes(`it has no option "${option}"`));
    });
    expect(takers).toEqual(decorators.filter((decorator) => of.includes(decorator)));
  });

  it("takes what it can be", () => {
    for (const decorator of of)
      for (const value of good)
        expect([decorator, value, mistakes(decorator, given(decorator, value))]).toEqual([
          decorator,
          value,
          [],
        ]);
  });

  it("must not be anything else: what came and what is expected are told", () => {
    for (const decorator of of) {
      for (const value of bad) {
        const found = mistakes(decorator, given(decorator, value));
        expect(found).toHaveLength(1);
        expect(found[0]).toMatch(
          new RegExp(`^@${decorator} on Given\\.seen: ${option}(\\["a"\\])? is .*It must be`),
        );
      }
    }
  });
});

describe("the options of a decorator", () => {
  it.each([5, "id", null, ["id"], () => ({ id: "a" })])("must be an object, not %p", (options) => {
    const decorate = OnEvent as (selector: string, options: unknown) => ReturnType<Decorate>;
    class Given {
      seen(): void {}
    }
    decorate("a", options)(
      Given.prototype,
      "seen",
      Object.getOwnPropertyDescriptor(Given.prototype, "seen") ?? {},
    );
    const [problem, ...others] = compile(Given).problems;
    expect(problem?.message).toContain("They must be an object.");
    expect(others).toEqual([]);
  });

  it("that do not exist are told, with those that do", () => {
    const [mistake] = mistakes("OnEvent", { intervall: 10 });
    expect(mistake).toBe(
      '@OnEvent on Given.seen: it has no option "intervall"; there are id, param, labels, annotations, when, field, value, coalesce.',
    );
  });

  it("that are undefined are not given", () => {
    expect(mistakes("Timer", { idle: undefined, retries: undefined, labels: undefined })).toEqual(
      [],
    );
  });

  it("are all told where several are wrong", () => {
    expect(
      mistakes("Timer", { interval: "soon", retries: 0, sharp: 1, colour: "red" }),
    ).toHaveLength(4);
  });

  it("need interval or idle for a timer", () => {
    class Wrong {
      @Timer("a", {})
      tick(): void {}
    }
    class Right {
      @Timer("a", { idle: 10 })
      tick(): void {}
    }
    expect(compile(Wrong).problems.map(({ message }) => message)).toEqual([
      'neither interval nor idle is given. Say how often it runs: { interval: "10s" }.',
    ]);
    expect(compile(Right).problems).toEqual([]);
  });

  it("need a field for @OnField", () => {
    const decorate = OnField as (selector: string) => ReturnType<Decorate>;
    class Given {
      seen(): void {}
    }
    decorate("a")(
      Given.prototype,
      "seen",
      Object.getOwnPropertyDescriptor(Given.prototype, "seen") ?? {},
    );
    expect(compile(Given).problems.map(({ message }) => message)).toContain(
      'it names no field. Say which: @OnField("KopfExample", "spec.image").',
    );
  });

  it("become a plan in milliseconds, with Kopf's defaults", () => {
    class Planned {
      @Timer("a", {
        interval: "1m30s",
        idle: 5,
        initialDelay: "500ms",
        sharp: true,
        timeout: 10,
        backoff: "2s",
        retries: 3,
      })
      full(): void {}

      @Timer("a", { interval: 1 })
      bare(): void {}

      @OnEvent("a")
      event(): void {}
    }
    const [full, bare, event] = handlersOf(Planned);
    expect(full?.schedule).toEqual({
      initialDelayMs: 500,
      intervalMs: 90_000,
      idleMs: 5000,
      sharp: true,
    });
    expect(full?.attempts).toEqual({
      retries: 3,
      timeoutMs: 10_000,
      backoffMs: 2000,
      errors: "temporary",
    });
    expect(bare?.schedule).toEqual({
      initialDelayMs: 0,
      intervalMs: 1000,
      idleMs: undefined,
      sharp: false,
    });
    expect(bare?.attempts).toEqual({
      retries: undefined,
      timeoutMs: undefined,
      backoffMs: undefined,
      errors: "temporary",
    });
    expect(event).toMatchObject({ coalesce: false, attempts: { errors: "ignored" } });
  });
});
