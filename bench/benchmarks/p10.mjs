import { BASELINES, kephale } from "../runner/contenders.mjs";
import { interleave } from "../runner/interleave.mjs";
import { middle, spreadText, writeResults } from "../runner/results.mjs";
import { median } from "../runner/statistics.mjs";
import { measured, measureEvents } from "./throughput.mjs";

/** What a whole run has. */
const WHOLE = { rounds: 5 };

const NUMBERS = [100, 1_000, 10_000, 100_000];
const EVENTS = 110_000;
const WARMUP = 10_000;

const OURS = NUMBERS.map((objects) => ({
  ...kephale(`Kephale: counts events, ${objects} resources`, "count", {
    env: { BENCH_METADATA_ONLY: "0" },
  }),
  objects,
}));
const BARE = NUMBERS.map((objects) => ({
  ...BASELINES.keep,
  name: `${BASELINES.keep.name}, ${objects} resources`,
  objects,
}));

/** The cost of an event must not depend on how many resources there are. */
export async function run(options) {
  const { rounds, quick } = options;
  const definitions = [...OURS, ...BARE].filter(({ objects }) => !quick || objects <= 10_000);
  const results = await interleave({ ...options, definitions }, (definition) =>
    measureEvents(definition, {
      dataset: { size: "medium", objects: definition.objects, events: EVENTS },
      warmup: WARMUP,
      events: EVENTS - WARMUP,
    }),
  );
  const ours = results
    .filter(({ definition }) => OURS.includes(definition))
    .map((result) => middle(result, "cpuMicros"));
  const value = ours.includes(undefined)
    ? undefined
    : Math.max(...ours.map((cost) => Math.abs(cost / median(ours) - 1))) * 100;
  return writeResults({
    name: "p10",
    title: "cost of an event as the number of resources grows",
    parameters: { numbers: NUMBERS, events: EVENTS, size: "medium", rounds },
    results,
    options,
    whole: WHOLE,
    columns: ["contender", "µs CPU / event", "spread", "settled MB"],
    rows: measured(results).map((result) => [
      result.name,
      middle(result, "cpuMicros"),
      spreadText(result, "cpuMicros"),
      middle(result, "settledMb"),
    ]),
    targets: [{ text: "largest distance from the median, %", value, relation: "<=", limit: 15 }],
  });
}
