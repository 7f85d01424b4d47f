import { setTimeout as sleep } from "node:timers/promises";
import { BASELINES, kephale, PEERS } from "../runner/contenders.mjs";
import { interleave } from "../runner/interleave.mjs";
import { middle, rowOf, writeResults } from "../runner/results.mjs";
import { withSession } from "../runner/session.mjs";
import { find, measured } from "./throughput.mjs";

/** What a whole run has. */
const WHOLE = { rounds: 1, peers: true };

const OURS = kephale("Kephale: counts events, no timer", "count");

const MEASURES = ["cpuMsPerMinute", "lists", "watches", "others"];

const sum = (forms) => Object.values(forms).reduce((total, count) => total + count, 0);

function measureQuiet(definition, windowMs) {
  const dataset = { size: "medium", objects: 1_000, events: 0, forms: ["full", "meta", "proto"] };
  return withSession(definition, { dataset }, async (session) => {
    await session.started();
    const { state: before } = await session.list();
    await sleep(2_000);
    const begun = session.contender.cpuSeconds();
    await sleep(windowMs);
    const cpu = session.contender.cpuSeconds() - begun;
    const after = await session.server.state();
    await session.report();
    const grown = (measure) => sum(after[measure]) - sum(before[measure]);
    return {
      cpuMsPerMinute: (cpu * 1000 * 60_000) / windowMs,
      lists: grown("lists"),
      watches: grown("watches"),
      others: after.others - before.others,
    };
  });
}

/** A watch on which nothing happens but the server's bookmark once a minute. */
export async function run(options) {
  const { peers, quick } = options;
  const windowMs = quick ? 10_000 : 130_000;
  const definitions = [OURS, BASELINES.informer, ...(peers ? [PEERS.reflector, PEERS.typed] : [])];
  const results = await interleave(
    { ...options, definitions, rounds: WHOLE.rounds },
    (definition) => measureQuiet(definition, windowMs),
  );
  const ours = find(results, OURS);
  const most = (text, measure, limit) => ({
    text,
    value: middle(ours, measure),
    relation: "<=",
    limit,
  });
  return writeResults({
    name: "p9",
    title: "a quiet watch",
    parameters: { windowMs },
    results,
    options,
    whole: WHOLE,
    columns: ["contender", "CPU ms / minute", "lists", "watches opened", "other requests"],
    rows: measured(results).map((result) => rowOf(result, MEASURES)),
    // The kernel counts in steps of 10 ms: two steps a minute are nothing.
    targets: [
      most("lists", "lists", 0),
      most("watches opened anew", "watches", 0),
      most("CPU ms a minute", "cpuMsPerMinute", 20),
    ],
  });
}
