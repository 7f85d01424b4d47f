import { describe, expect, it } from "@jest/globals";

import { Clock } from "kephale";

import { Clock as ClockOfSource } from "../../src/index.js";
import { ClockOfSample } from "./fixtures/sample.js";

// With two copies every class token of injection would miss, and no message would say why.
describe("one copy of the package under Jest", () => {
  it("gives a test the same class by name and by path", () => {
    expect(Clock).toBe(ClockOfSource);
  });

  it("gives a sample the same class as the tests", () => {
    expect(ClockOfSample).toBe(Clock);
  });
});
