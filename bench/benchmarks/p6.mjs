import { setTimeout as sleep } from "node:timers/promises";
import { BASELINES, kephale } from "../runner/contenders.mjs";
import { interleave } from "../runner/interleave.mjs";
import { middle, rowOf, writeResults } from "../runner/results.mjs";
import { withSession } from "../runner/session.mjs";
import { find, measured } from "./throughput.mjs";

/** What a whole run has. */
const WHOLE = { rounds: 3 };

const OURS = kephale("Kephale: a timer per resource", "timers", { restShare: 0.5 });
const BARE = {
  ...BASELINES.keep,
  name: "Node: a bare setTimeout per resource",
  args: [BASELINES.keep.args[0], BASELINES.keep.args[1].replace("keep.mjs", "timers.mjs")],
  counts: "none",
};
const MEASURES = ["cpuShare", "runsPerSecond", "cpuMicros", "loopMaxMs", "lateP99Ms", "lateMaxMs"];
const WARMUP_MS = 12_000;

async function measureTimers(definition, { objects, windowMs }) {
  const dataset = { size: "small", objects, events: 0, forms: ["full", "meta", "proto"] };
  return withSession(
    definition,
    { dataset, env: { BENCH_LOOP_DELAY_MS: "50" } },
    async (session) => {
      await session.started();
      await session.list();
      await sleep(WARMUP_MS);
      const before = await session.contender.mark();
      const begun = { cpu: session.contender.cpuSeconds(), at: performance.now() };
      await sleep(windowMs);
      const seconds = (performance.now() - begun.at) / 1000;
      const cpu = session.contender.cpuSeconds() - begun.cpu;
      const after = await session.contender.mark();
      const report = await session.report();
      const runs = after.counts.runs - before.counts.runs;
      return {
        cpuShare: (100 * cpu) / seconds,
        runsPerSecond: runs / seconds,
        cpuMicros: (cpu / runs) * 1e6,
        loopMaxMs: after.loop.maxMs,
        lateP99Ms: report.lateP99Ms,
        lateMaxMs: report.lateMaxMs,
      };
    },
  );
}

/** 100,000 timers of ten seconds: what they cost, and how late they are. */
export async function run(options) {
  const { rounds, quick } = options;
  const objects = quick ? 10_000 : 100_000;
  const windowMs = quick ? 10_000 : 30_000;
  const results = await interleave(
    { ...options, definitions: [OURS, BARE], rounds: Math.min(rounds, WHOLE.rounds) },
    (definition) => measureTimers(definition, { objects, windowMs }),
  );
  const ours = find(results, OURS);
  const most = (text, measure, limit) => ({
    text,
    value: middle(ours, measure),
    relation: "<=",
    limit,
  });
  return writeResults({
    name: "p6",
    title: `${objects} timers of 10 s`,
    parameters: { objects, windowMs },
    results,
    options,
    whole: WHOLE,
    columns: [
      "contender",
      "% of a core",
      "runs / s",
      "µs CPU / run",
      "loop max, ms",
      "late p99, ms",
      "late max, ms",
    ],
    rows: measured(results).map((result) => rowOf(result, MEASURES)),
    targets: [
      most("% of one core, handlers included", "cpuShare", 2),
      most("lateness, p99, ms", "lateP99Ms", 50),
    ],
  });
}
