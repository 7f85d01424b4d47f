import { readFile } from "node:fs/promises";

import { describe, expect, it } from "@jest/globals";
import { OperatorSettings, SettingsError } from "kephale";

import { DEFAULT_SETTINGS } from "../../../src/settings/defaults.js";
import { failureOf } from "../../support/failure-of.js";

const refusal = (options: unknown): string => {
  const error = failureOf(() => new OperatorSettings(options as object));
  expect(error).toBeInstanceOf(SettingsError);
  expect(error.code).toBe("SETTING_INVALID");
  return error.message;
};

const DURATIONS_BAD = [-1, "soon", "10", true, {}, Number.NaN, Infinity, undefined];
const COUNTS_BAD = [0, -1, 1.5, "5", Number.NaN, Infinity, undefined, 5n];
const FLAGS_BAD = ["true", 1, null, undefined];

interface SettingCase {
  readonly setting: string;
  readonly good: readonly unknown[];
  readonly bad: readonly unknown[];
}

const CASES: readonly SettingCase[] = [
  { setting: "watching.serverTimeout", good: [null, 600, "10m"], bad: [0, ...DURATIONS_BAD] },
  { setting: "watching.inactivityTimeout", good: [70, "1m"], bad: [0, null, ...DURATIONS_BAD] },
  { setting: "watching.reconnectBackoff", good: [0, 0.1, "100ms"], bad: [null, ...DURATIONS_BAD] },
  { setting: "watching.pageSize", good: [1, 500], bad: [null, ...COUNTS_BAD] },
  { setting: "watching.metadataOnly", good: [true, false], bad: FLAGS_BAD },
  { setting: "queueing.workerLimit", good: [null, 1, 100], bad: COUNTS_BAD },
  { setting: "queueing.exitTimeout", good: [0, 2, "2s"], bad: [null, ...DURATIONS_BAD] },
  { setting: "queueing.backlogLimit", good: [1, 10_000], bad: [null, ...COUNTS_BAD] },
  { setting: "queueing.backlogBytes", good: [1, 67_108_864], bad: [null, ...COUNTS_BAD] },
  { setting: "scanning.disabled", good: [true, false], bad: FLAGS_BAD },
  { setting: "execution.defaultBackoff", good: [0, 60, "1m"], bad: [null, ...DURATIONS_BAD] },
  { setting: "execution.slowHandlerWarning", good: [60, "1m"], bad: [0, null, ...DURATIONS_BAD] },
  { setting: "networking.requestTimeout", good: [300, "5m"], bad: [0, null, ...DURATIONS_BAD] },
  { setting: "networking.connectTimeout", good: [10, "10s"], bad: [0, null, ...DURATIONS_BAD] },
  {
    setting: "networking.errorBackoffs",
    good: [[], [0], [1, "2s"]],
    bad: [5, "1s", ["soon"], [1, -1], null, undefined],
  },
  { setting: "networking.enforceRetryAfter", good: [true, false], bad: FLAGS_BAD },
  {
    setting: "logging.level",
    good: ["debug", "info", "warn", "error"],
    bad: ["INFO", "trace", 1, null, undefined],
  },
  { setting: "logging.format", good: ["text", "json"], bad: ["yaml", null, undefined] },
];

const withSetting = (setting: string, value: unknown): Record<string, Record<string, unknown>> => {
  const [group = "", name = ""] = setting.split(".");
  return { [group]: { [name]: value } };
};

describe.each(CASES)("the setting $setting", ({ setting, good, bad }) => {
  const [group = "", name = ""] = setting.split(".");

  it("is taken as it is given, and leaves the others as they are", () => {
    for (const value of good) {
      const settings = new OperatorSettings(withSetting(setting, value));
      expect(settings).toMatchObject({
        ...DEFAULT_SETTINGS,
        [group]: { ...Reflect.get(DEFAULT_SETTINGS, group), [name]: value },
      });
    }
  });

  it("is refused otherwise, with its name, what came and what it must be", () => {
    for (const value of bad)
      expect(refusal(withSetting(setting, value))).toMatch(
        new RegExp(`settings\\.${group}\\.${name} is .*; it must be `),
      );
  });

  it("is checked again after the start-up handlers", () => {
    const settings = new OperatorSettings();
    Reflect.set(Reflect.get(settings, group) as object, name, bad[0]);
    expect(() => settings.check()).toThrow(`settings.${setting} is `);
    Reflect.set(Reflect.get(settings, group) as object, name, good[0]);
    expect(() => settings.check()).not.toThrow();
  });
});

describe("settings", () => {
  it("are all in the table above", () => {
    const all = Object.entries(DEFAULT_SETTINGS).flatMap(([group, settings]: [string, object]) =>
      Object.keys(settings).map((name) => `${group}.${name}`),
    );
    expect(CASES.map(({ setting }) => setting).toSorted()).toEqual(all.toSorted());
  });

  it("have the defaults that their comments name", async () => {
    const source = await readFile("src/settings/settings.ts", "utf8");
    const documented = [
      ...source.matchAll(/@defaultValue `([^`]+)`(?: \([^)]*\))? \*\/\s+(\w+):/g),
    ].map(([, value = "", name = ""]) => [name, JSON.parse(value)] as const);
    const actual = Object.values(DEFAULT_SETTINGS).flatMap((settings: object) =>
      Object.entries(settings),
    );
    expect(new Map(documented)).toEqual(new Map(actual));
  });

  it("are the defaults where nothing is given, and each operator's own", () => {
    const [one, two] = [new OperatorSettings(), new OperatorSettings({})];
    expect(Object.fromEntries(Object.entries(one))).toEqual(DEFAULT_SETTINGS);
    one.watching.pageSize = 1;
    expect(two.watching.pageSize).toBe(500);
    expect(DEFAULT_SETTINGS.watching.pageSize).toBe(500);
  });

  it.each(["batching", "toString", "constructor", "__proto__x"])("have no group %s", (group) => {
    expect(refusal({ [group]: {} })).toContain(
      `settings.${group} does not exist; there are watching, queueing, scanning, execution, networking, logging.`,
    );
  });

  it.each(["timeout", "toString", "constructor"])("have no name %s in a group", (name) => {
    expect(refusal({ scanning: { [name]: 1 } })).toContain(
      `settings.scanning.${name} does not exist; there are disabled.`,
    );
  });

  it.each([5, null, "text", []])("have no group that is %p", (group) => {
    expect(refusal({ watching: group })).toContain("settings.watching is not an object.");
  });

  it("are told with all their mistakes at once", () => {
    const message = refusal({
      watching: { pageSize: 0, metadataOnly: "no" },
      batching: {},
      logging: { level: "loud" },
    });
    expect(message.split("\n")).toHaveLength(5);
    expect(message).toContain(
      'settings.logging.level is "loud"; it must be "debug", "info", "warn", "error".',
    );
  });
});

describe("settings that a start-up handler has written to", () => {
  it("must be complete", () => {
    const settings = new OperatorSettings();
    Reflect.set(settings, "queueing", { workerLimit: null });
    Reflect.deleteProperty(settings.watching, "pageSize");
    const error = failureOf(() => settings.check());
    expect(error.message).toContain("settings.queueing.exitTimeout is missing; it must be");
    expect(error.message).toContain("settings.watching.pageSize is missing");
  });

  it("are the operator's own", () => {
    const settings = new OperatorSettings();
    (settings.networking.errorBackoffs as unknown[]).push("1h");
    expect(new OperatorSettings().networking.errorBackoffs).toEqual(
      DEFAULT_SETTINGS.networking.errorBackoffs,
    );
    expect(DEFAULT_SETTINGS.networking.errorBackoffs).not.toContain("1h");
  });
});
