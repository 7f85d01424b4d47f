import { BASELINES, DRAIN } from "../runner/contenders.mjs";
import { interleave } from "../runner/interleave.mjs";
import { middle, spreadText, writeResults } from "../runner/results.mjs";
import { find, measured, measureEvents } from "./throughput.mjs";

/** What a whole run has. */
const WHOLE = { rounds: 5 };

/** Shows that the replay server is not what is measured: what it spends on an event, beside the fastest clients. */
export async function run(options) {
  const { rounds, quick } = options;
  const dataset = {
    size: "medium",
    objects: quick ? 1_000 : 10_000,
    events: quick ? 22_000 : 220_000,
  };
  const warmup = dataset.events / 11;
  const events = dataset.events - warmup;
  const definitions = [
    DRAIN,
    BASELINES.socket,
    BASELINES.bytes,
    BASELINES.split,
    BASELINES.envelope,
  ];
  const results = await interleave({ ...options, definitions }, (definition) =>
    measureEvents(definition, { dataset, warmup, events }),
  );
  const server = middle(find(results, DRAIN), "serverMicros");
  const fastest = Math.min(
    ...[BASELINES.bytes, BASELINES.split].map((definition) =>
      middle(find(results, definition), "cpuMicros"),
    ),
  );
  return writeResults({
    name: "server",
    title: "the replay server beside the fastest clients",
    parameters: { ...dataset, warmup, rounds },
    results,
    options,
    whole: WHOLE,
    columns: ["client", "µs CPU / event", "spread", "server, µs CPU / event", "events / s"],
    rows: measured(results).map((result) => [
      result.name,
      middle(result, "cpuMicros"),
      spreadText(result, "cpuMicros"),
      middle(result, "serverMicros"),
      middle(result, "perSecond"),
    ]),
    targets: [
      {
        text: "fastest HTTP client / server, CPU per event",
        value: fastest / server,
        relation: ">=",
        limit: 2,
      },
    ],
  });
}
