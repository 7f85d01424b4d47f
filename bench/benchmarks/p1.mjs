import { BASELINES, kephale, PEERS } from "../runner/contenders.mjs";
import { interleave } from "../runner/interleave.mjs";
import { writeResults } from "../runner/results.mjs";
import { EVENT_COLUMNS, eventRow, find, measured, measureEvents, ratio } from "./throughput.mjs";

/** What a whole run has. */
const WHOLE = { rounds: 5, peers: true };

const OURS = kephale("Kephale: the memo page's operator", "ping", {
  env: { BENCH_METADATA_ONLY: "0" },
});

/** Bytes to a handler that counts in its memo: 10,000 resources, 200,000 events, whole objects. */
export async function run(options) {
  const { rounds, peers, quick } = options;
  const dataset = {
    size: "medium",
    objects: quick ? 1_000 : 10_000,
    events: quick ? 22_000 : 220_000,
  };
  const definitions = [OURS, ...Object.values(BASELINES), ...(peers ? Object.values(PEERS) : [])];
  const parameters = { ...dataset, warmup: dataset.events / 11, rounds };
  const events = dataset.events - parameters.warmup;
  const results = await interleave({ ...options, definitions }, (definition) =>
    measureEvents(definition, { dataset, warmup: parameters.warmup, events }),
  );
  const by = (definition) => find(results, definition);
  const ours = by(OURS);
  const anchor = by(BASELINES.keep);
  return writeResults({
    name: "p1",
    title: "one event, from the bytes to a handler that counts in its memo",
    parameters,
    results,
    options,
    whole: WHOLE,
    columns: EVENT_COLUMNS,
    rows: measured(results).map((result) => eventRow(result, anchor)),
    targets: targets(by, { ours, anchor }),
  });
}

function targets(by, { ours, anchor }) {
  const against = (text, other, limit) => ({
    text,
    value: ratio(other, ours),
    relation: ">=",
    limit,
  });
  return [
    against("bare parse-and-keep loop / Kephale", anchor, 1.5),
    against("client-node informer / Kephale", by(BASELINES.informer), 2),
    against("kube-rs Controller / Kephale", by(PEERS.controller), 2.5),
    against("controller-runtime typed / Kephale", by(PEERS.typed), 10),
    against("Kopf / Kephale", by(PEERS.kopf), 75),
  ];
}
