import { BASELINES, kephale } from "../runner/contenders.mjs";
import { interleave } from "../runner/interleave.mjs";
import { middle, writeResults } from "../runner/results.mjs";
import { EVENT_COLUMNS, eventRow, find, measured, measureEvents, ratio } from "./throughput.mjs";

/** What a whole run has. */
const WHOLE = { rounds: 5 };

const OURS = kephale("Kephale: the memo page's operator, metadata only", "ping");
const FULL = kephale("Kephale: the same, whole objects watched", "ping", {
  env: { BENCH_METADATA_ONLY: "0" },
});

/** Nothing reads beyond the metadata, so only metadata is asked for, in protobuf where the server agrees. */
export async function run(options) {
  const { rounds, quick } = options;
  const dataset = {
    size: "medium",
    objects: quick ? 1_000 : 10_000,
    events: quick ? 22_000 : 220_000,
    forms: ["full", "meta", "proto"],
  };
  const warmup = dataset.events / 11;
  const events = dataset.events - warmup;
  const definitions = [OURS, FULL, BASELINES.parse, BASELINES.keep];
  const results = await interleave({ ...options, definitions }, (definition) =>
    measureEvents(definition, { dataset, warmup, events }),
  );
  const [ours, parse] = [OURS, BASELINES.parse].map((definition) => find(results, definition));
  return writeResults({
    name: "p11",
    title: "metadata only",
    parameters: { ...dataset, warmup, rounds },
    results,
    options,
    whole: WHOLE,
    columns: [...EVENT_COLUMNS, "bytes / event"],
    rows: measured(results).map((result) =>
      eventRow(result, find(results, BASELINES.keep)).concat(middle(result, "bytesPerEvent")),
    ),
    targets: [
      {
        text: "bare JSON.parse of whole objects / Kephale",
        value: ratio(parse, ours),
        relation: ">=",
        limit: 3,
      },
      {
        text: "bytes, metadata only / whole objects",
        value: ratio(ours, parse, "bytesPerEvent"),
        relation: "<=",
        limit: 0.6,
      },
    ],
  });
}
