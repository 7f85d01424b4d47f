import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { Sandbox } from "../../src/sandbox/index.js";
import { Oracle } from "./oracle.js";
import { prepareTarget, runScenario } from "./run.js";
import { SCENARIOS } from "./scenarios/all.js";

describe("the sandbox answers like a real API server", () => {
  const oracle = new Oracle();
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await Sandbox.start();
    await prepareTarget({ url: sandbox.url });
  });

  afterAll(async () => sandbox.stop());

  it.each(SCENARIOS.map((scenario, index) => ({ name: scenario.name, scenario, index })))(
    "$name",
    async ({ scenario, index }) => {
      const { namespace, exchanges } = await runScenario({ url: sandbox.url }, scenario, index);
      const judged = [
        ...exchanges.map((exchange) => oracle.judge(exchange, namespace)),
        oracle.judgeWatch(scenario.name, exchanges),
      ].filter((judgement) => judgement !== undefined);
      expect(judged).not.toEqual([]);
      expect(judged.map(({ label, actual }) => ({ label, answer: actual }))).toEqual(
        judged.map(({ label, expected }) => ({ label, answer: expected })),
      );
    },
    // Some wait for the three seconds that the server gives a revision to come.
    15_000,
  );

  it("has at least 120 scenarios with unique names", () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(120);
  });
});
