import { BASELINES, kephale, PEERS } from "../runner/contenders.mjs";
import { interleave } from "../runner/interleave.mjs";
import { middle, spreadText, writeResults } from "../runner/results.mjs";
import { datasetFor, withSession } from "../runner/session.mjs";
import { find, measured, ratio } from "./throughput.mjs";

/** What a whole run has. */
const WHOLE = { rounds: 5, peers: true };

const OURS = kephale("Kephale: the memo page's operator", "ping", {
  env: { BENCH_METADATA_ONLY: "0" },
});
/** Those whose start grows faster than the list, or takes minutes: the short list only. */
const SHORT_ONLY = new Set([PEERS.controller, PEERS.kopf]);

function measureStart(definition, length) {
  const dataset = { size: "medium", objects: length, events: 0 };
  const { objects } = datasetFor(definition, dataset);
  return withSession(
    definition,
    { dataset, env: { BENCH_LOOP_DELAY_MS: "5" } },
    async (session) => {
      const start = await session.started();
      const list = await session.list();
      const held = await session.settledMemory();
      await session.report();
      return {
        startCpu: start.cpu,
        listCpu: list.cpu,
        listMicros: (list.cpu / objects) * 1e6,
        wallMs: list.wallMs,
        loopMaxMs: list.loop?.maxMs,
        peakMb: list.peakMb,
        settledMb: held.rssMb,
        objects,
      };
    },
  );
}

async function measureLength(objects, options) {
  const { peers, log } = options;
  const all = [OURS, BASELINES.keep, BASELINES.informer, ...(peers ? Object.values(PEERS) : [])];
  const definitions =
    objects > 10_000 ? all.filter((definition) => !SHORT_ONLY.has(definition)) : all;
  log(`  list of ${objects}`);
  const results = await interleave({ ...options, definitions }, (definition) =>
    measureStart(definition, objects),
  );
  return results.map((result) =>
    Object.assign(result, { objects: middle(result, "objects") ?? objects }),
  );
}

/** From the start to the first handler of each of 10,000 and 50,000 resources. */
export async function run(options) {
  const { rounds, quick } = options;
  const lengths = quick ? [1_000, 5_000] : [10_000, 50_000];
  const short = await measureLength(lengths[0], options);
  const long = await measureLength(lengths[1], options);
  const results = [...short, ...long];
  return writeResults({
    name: "p4",
    title: "start: list the resources and call the first handler of each",
    parameters: { lengths, size: "medium", rounds },
    results,
    options,
    whole: WHOLE,
    columns: [
      "contender",
      "resources",
      "start, CPU s",
      "list, CPU s",
      "spread",
      "µs / resource",
      "× keep",
      "wall ms",
      "loop max, ms",
      "peak MB",
      "settled MB",
    ],
    rows: measured(results).map((result) =>
      row(result, find(short.includes(result) ? short : long, BASELINES.keep)),
    ),
    targets: targets({ short, long }),
  });
}

function row(result, anchor) {
  const rest = ["wallMs", "loopMaxMs", "peakMb", "settledMb"].map((measure) =>
    middle(result, measure),
  );
  const cpu = [
    middle(result, "startCpu"),
    middle(result, "listCpu"),
    spreadText(result, "listCpu"),
    middle(result, "listMicros"),
  ];
  return [
    result.name,
    String(result.objects),
    ...cpu,
    ratio(result, anchor, "listMicros"),
    ...rest,
  ];
}

const most = (text, value, limit) => ({ text, value, relation: "<=", limit });

function targets({ short, long }) {
  const ours = [short, long].map((results) => find(results, OURS));
  const bare = [short, long].map((results) => find(results, BASELINES.keep));
  return [
    ...ours.map((result, index) =>
      most(
        `${result.objects}: Kephale / bare list-and-parse, CPU of the list`,
        ratio(result, bare[index], "listCpu"),
        1.3,
      ),
    ),
    most("CPU per resource, long list / short list", ratio(ours[1], ours[0], "listMicros"), 1.15),
    ...ours.map((result) =>
      most(`${result.objects}: event loop blocked, ms`, middle(result, "loopMaxMs"), 50),
    ),
    ...ours.map((result) =>
      most(
        `${result.objects}: peak / settled RSS`,
        middle(result, "peakMb") / middle(result, "settledMb"),
        1.5,
      ),
    ),
  ];
}
