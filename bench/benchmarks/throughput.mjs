import { middle, spreadText } from "../runner/results.mjs";
import { datasetFor, withSession } from "../runner/session.mjs";

/**
 * Starts a contender, lets it list, warms it up, and measures the CPU time of the events that follow. Fails when it does not
 * report as many calls as there were events.
 *
 * @param {import("../runner/contenders.mjs").Definition} definition
 * @param {{ dataset: import("../data/dataset.mjs").DatasetOptions, warmup: number, events: number, env?: Record<string, string> }} options
 */
export function measureEvents(definition, { dataset, warmup, events, env }) {
  const share = definition.share ?? 1;
  const warm = Math.round(warmup * (definition.warmShare ?? share));
  const count = Math.round(events * share);
  return withSession(
    definition,
    { dataset, env: { BENCH_LOOP_DELAY_MS: "5", ...env } },
    async (session) => {
      const start = await session.started();
      const list = definition.lists === false ? undefined : await session.list();
      await session.events(warm);
      const burst = await session.events(warm + count);
      const settled = await session.settledMemory();
      const report = await session.report();
      checkCalls(definition, report, {
        events: warm + count,
        objects: datasetFor(definition, dataset).objects,
      });
      return {
        cpuMicros: (burst.cpu / count) * 1e6,
        perSecond: burst.wallMs > 0 ? count / (burst.wallMs / 1000) : undefined,
        startCpu: start.cpu,
        listCpu: list?.cpu,
        loopMaxMs: burst.loop?.maxMs,
        serverMicros: (burst.serverCpu / count) * 1e6,
        peakMb: burst.peakMb,
        settledMb: settled.rssMb,
        calls: report.calls,
        bytesPerEvent: report.server.watchBytes / (warm + count),
      };
    },
  );
}

function checkCalls({ counts, lists, name }, { calls }, { events, objects }) {
  if (counts !== "each") return;
  const expected = events + (lists === false ? 0 : objects);
  if (calls !== expected)
    throw new Error(`${name} was called ${calls} times for ${expected} events`);
}

export const EVENT_COLUMNS = [
  "contender",
  "µs CPU / event",
  "spread",
  "× keep",
  "events / s",
  "list, CPU s",
  "loop max, ms",
  "peak MB",
  "settled MB",
  "calls",
];

/** One line of the table; `anchor` is the bare parse-and-keep loop. */
export function eventRow(result, anchor) {
  const cpu = middle(result, "cpuMicros");
  const rest = ["perSecond", "listCpu", "loopMaxMs", "peakMb", "settledMb", "calls"].map(
    (measure) => middle(result, measure),
  );
  return [result.name, cpu, spreadText(result, "cpuMicros"), ratio(result, anchor), ...rest];
}

/** The contender's result, of a list of results. */
export function find(results, definition) {
  return results.find((result) => result.definition === definition);
}

/** Those that could be measured. */
export function measured(results) {
  return results.filter(({ samples }) => samples.length > 0);
}

/** How many times as much CPU `slow` needs as `fast`; undefined when one was not measured. */
export function ratio(slow, fast, measure = "cpuMicros") {
  const [a, b] = [slow, fast].map((result) => result && middle(result, measure));
  return a === undefined || b === undefined ? undefined : a / b;
}
