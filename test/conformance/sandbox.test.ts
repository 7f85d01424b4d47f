import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { Sandbox } from "../../src/sandbox/index.js";
import { normaliseAnswer } from "./normalise.js";
import type { Exchange } from "./recorder.js";
import { prepareTarget, readJson, runScenario } from "./run.js";
import { SCENARIOS } from "./scenarios/all.js";

type Answers = Readonly<Record<string, Exchange>>;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- recorded data of a known form
const read = (name: string): Answers => readJson(`observed/${name}.json`) as Answers;

/** What a real server answered, by label. */
const OBSERVED: Answers = {
  ...read("create"),
  ...read("update"),
  ...read("delete-and-list"),
  ...read("ratcheting-and-plain"),
};

/** What is known of the real server's answers without a recording: parts of them. */
const DOCUMENTED = readJson("observed/documented.json") as Readonly<Record<string, object>>;

/** The events that watches bring, in outline. */
const WATCHES = readJson("observed/watches.json") as Readonly<Record<string, readonly string[]>>;

/** Labels whose answers differ, with the reason. */
const DIFFERENCES = readJson("known-differences.json") as Readonly<Record<string, string>>;

const outline = (event: unknown): string => {
  const { type, object } = event as {
    type: string;
    object: { kind: string; metadata?: { name?: string } };
  };
  return [type, object.kind, object.metadata?.name].filter((part) => part !== undefined).join(" ");
};

function compare(exchange: Exchange, namespace: string): void {
  const { label } = exchange;
  if (label === undefined) return;
  const documented = DOCUMENTED[label];
  if (documented !== undefined) {
    expect(normaliseAnswer(exchange, namespace)).toMatchObject(documented);
    return;
  }
  const observed = OBSERVED[label];
  if (observed === undefined) throw new Error(`Nothing was observed under the label "${label}".`);
  const same = expect(normaliseAnswer(exchange, namespace));
  const wanted = normaliseAnswer(observed, "ns1");
  if (DIFFERENCES[label] === undefined) same.toEqual(wanted);
  else same.not.toEqual(wanted);
}

describe("the sandbox answers like a real API server", () => {
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
      for (const exchange of exchanges) compare(exchange, namespace);
      const events = WATCHES[scenario.name];
      if (events !== undefined) {
        const watched = exchanges.findLast(({ request }) => request.method === "WATCH");
        expect((watched?.body as readonly unknown[]).map(outline)).toEqual(events);
      }
      const isJudged = events !== undefined || exchanges.some(({ label }) => label !== undefined);
      expect(isJudged).toBe(true);
    },
    15_000,
  );

  it("has at least 120 scenarios with unique names", () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(120);
  });
});
