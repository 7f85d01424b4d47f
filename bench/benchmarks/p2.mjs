import { BASELINES, kephale, PEERS } from "../runner/contenders.mjs";
import { interleave } from "../runner/interleave.mjs";
import { writeResults } from "../runner/results.mjs";
import { EVENT_COLUMNS, eventRow, find, measured, measureEvents, ratio } from "./throughput.mjs";

/** What a whole run has. */
const WHOLE = { rounds: 5, peers: true };

const OURS = kephale("Kephale: handler reads spec", "read-spec");

/** The same as P1 with a handler that reads the spec, so that every body has to be parsed. */
export async function run(options) {
  const { rounds, peers, quick } = options;
  const dataset = {
    size: "medium",
    objects: quick ? 1_000 : 10_000,
    events: quick ? 22_000 : 220_000,
  };
  const warmup = dataset.events / 11;
  const events = dataset.events - warmup;
  const definitions = [
    OURS,
    BASELINES.keep,
    BASELINES.informer,
    ...(peers ? Object.values(PEERS) : []),
  ];
  const results = await interleave({ ...options, definitions }, (definition) =>
    measureEvents(definition, { dataset, warmup, events }),
  );
  const ours = find(results, OURS);
  const anchor = find(results, BASELINES.keep);
  const behind = Object.values(PEERS).filter((definition) => definition !== PEERS.watcher);
  const ahead = [BASELINES.informer, ...behind].map((definition) => ({
    text: `${definition.name} / Kephale`,
    value: ratio(find(results, definition), ours),
    relation: ">=",
    limit: 1,
  }));
  return writeResults({
    name: "p2",
    title: "one event, to a handler that reads the spec",
    parameters: { ...dataset, warmup, rounds },
    results,
    options,
    whole: WHOLE,
    columns: EVENT_COLUMNS,
    rows: measured(results).map((result) => eventRow(result, anchor)),
    targets: [
      {
        text: "bare parse-and-keep loop / Kephale",
        value: ratio(anchor, ours),
        relation: ">=",
        limit: 0.85,
      },
      ...ahead,
    ],
  });
}
