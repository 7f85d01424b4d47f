import { BASELINES, kephale, PEERS } from "../runner/contenders.mjs";
import { interleave } from "../runner/interleave.mjs";
import { middle, rowOf, writeResults } from "../runner/results.mjs";
import { withSession } from "../runner/session.mjs";
import { find, measured } from "./throughput.mjs";

/** What a whole run has. */
const WHOLE = { rounds: 3, peers: true };

const OURS = kephale("Kephale: the memo page's operator, metadata only", "ping");
const FULL = kephale("Kephale: the same, whole objects watched", "ping", {
  env: { BENCH_METADATA_ONLY: "0" },
});
/** What docs/performance.md advises where memory is scarce. */
const SMALL = kephale("Kephale: the same, node --max-semi-space-size=16", "ping", {
  flags: ["--max-semi-space-size=16"],
});
/** An object with one number and its record in the operator's map of memos. */
const MEMO_BYTES = 100;
const MEASURES = ["noneRssMb", "rssMb", "peakMb", "rssBytes", "heapBytes"];

/** Memory as the operating system sees it, nothing collected on demand; then the heap, collected. */
async function measureHeld(definition, { objects, limit }) {
  const dataset = { size: "medium", objects, events: 0, forms: ["full", "meta", "proto"] };
  const unforced = { ...definition, marks: false };
  return withSession(unforced, { dataset, limit }, async (session) => {
    await session.started();
    const list = await session.list();
    const held = await session.settledMemory();
    session.contender.definition = definition;
    const { heapMb } = await session.settledMemory();
    await session.report();
    return { rssMb: held.rssMb, peakMb: list.peakMb, heapMb };
  });
}

async function measureBoth(definition, objects) {
  const none = await measureHeld(definition, { objects, limit: 0 });
  const all = await measureHeld(definition, { objects });
  const each = (measure) =>
    all[measure] === undefined ? undefined : ((all[measure] - none[measure]) * 2 ** 20) / objects;
  return {
    noneRssMb: none.rssMb,
    rssMb: all.rssMb,
    peakMb: all.peakMb,
    rssBytes: each("rssMb"),
    heapBytes: each("heapMb"),
  };
}

const most = (text, value, limit) => ({ text, value, relation: "<=", limit });

/** Memory per resource held: the process with 100,000 resources against the same with none. */
export async function run(options) {
  const { rounds, peers, quick } = options;
  const objects = quick ? 10_000 : 100_000;
  // Memory hardly varies, and one of them takes minutes to list so many.
  const keeping = [PEERS.reflector, PEERS.typed, PEERS.unstructured, PEERS.java].map((peer) =>
    Object.assign({}, peer, { mostRounds: 1 }),
  );
  const definitions = [
    OURS,
    FULL,
    SMALL,
    BASELINES.keep,
    BASELINES.informer,
    ...(peers ? keeping : []),
  ];
  const results = await interleave(
    { ...options, definitions, rounds: Math.min(rounds, WHOLE.rounds) },
    (definition) => measureBoth(definition, objects),
  );
  const ours = find(results, OURS);
  const small = find(results, SMALL);
  return writeResults({
    name: "p5",
    title: `memory with ${objects} resources`,
    parameters: { objects, size: "medium" },
    results,
    options,
    whole: WHOLE,
    columns: [
      "contender",
      "RSS with none, MB",
      "RSS, MB",
      "peak MB",
      "bytes / resource (RSS)",
      "bytes / resource (heap)",
    ],
    rows: measured(results).map((result) => rowOf(result, MEASURES)),
    targets: [
      most(
        "heap per resource, bytes, timer and memo included",
        middle(ours, "heapBytes"),
        1_024 + MEMO_BYTES,
      ),
      most("RSS per resource, bytes", middle(ours, "rssBytes"), 1_024 + MEMO_BYTES),
      most("RSS in all, MB", middle(ours, "rssMb"), 260),
      most("RSS in all, MB, --max-semi-space-size=16", middle(small, "rssMb"), 260),
    ],
  });
}
