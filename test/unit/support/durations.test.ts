import { describe, expect, it } from "@jest/globals";

import { durationMs } from "../../../src/support/duration.js";

describe("a duration", () => {
  it.each<[unknown, number]>([
    [0, 0],
    [10, 10_000],
    [0.5, 500],
    ["10s", 10_000],
    ["500ms", 500],
    ["5m", 300_000],
    ["2h", 7_200_000],
    ["1d", 86_400_000],
    ["1h30m", 5_400_000],
    ["1h30m15s", 5_415_000],
    ["1m500ms", 60_500],
    ["1.5s", 1500],
    ["0s", 0],
  ])("%p is %p ms", (duration, expected) => {
    expect(durationMs(duration)).toBe(expected);
  });

  it.each<[unknown]>([
    [-1],
    [Number.NaN],
    [Infinity],
    [-Infinity],
    ["10"],
    [""],
    ["s"],
    [" 10s"],
    ["10s "],
    ["10 s"],
    ["10S"],
    ["1h 30m"],
    ["-10s"],
    ["1e3s"],
    [".5s"],
    ["1.s"],
    ["10w"],
    ["ten seconds"],
    ["10s,5s"],
    [null],
    [undefined],
    [true],
    [10n],
    [["10s"]],
    [{ seconds: 10 }],
    [new Date()],
  ])("%p is none", (duration) => {
    expect(durationMs(duration)).toBeUndefined();
  });
});
