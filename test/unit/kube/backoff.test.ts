import { describe, expect, it } from "@jest/globals";

import { Backoff, LONGEST_PAUSE_MS } from "../../../src/kube/backoff.js";

describe("Backoff", () => {
  it("doubles from the shortest pause to the longest, and begins again after a success", () => {
    const backoff = new Backoff(() => 0);
    const pauses = Array.from({ length: 10 }, () => backoff.next(100));
    expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 24_000, 24_000]);
    backoff.reset();
    expect(backoff.next(100)).toBe(100);
  });

  it("adds up to a quarter by chance, and never exceeds the longest pause", () => {
    const backoff = new Backoff(() => 0.999_999);
    expect(backoff.next(100)).toBeCloseTo(125, 2);
    for (let failures = 0; failures < 2000; failures++) expect(backoff.next(100)).toBeLessThanOrEqual(LONGEST_PAUSE_MS);
  });
});
