import { parseArgs } from "node:util";
import { ensureDataset } from "./data/dataset.mjs";
import { writeDiscovery } from "./data/discovery.mjs";
import { DATA_FOLDER, STATIC_FOLDER } from "./runner/folders.mjs";

/** `node bench/generate.mjs --size medium --objects 10000 --events 220000 --forms full,meta,proto`: data to look at, as the benchmarks make it. */
const { values } = parseArgs({
  options: {
    size: { type: "string", default: "medium" },
    objects: { type: "string", default: "1000" },
    events: { type: "string", default: "10000" },
    forms: { type: "string", default: "full,meta,proto" },
    single: { type: "boolean", default: false },
    finalizer: { type: "boolean", default: false },
  },
});

writeDiscovery(STATIC_FOLDER);
const { size, single, finalizer } = values;
const counts = { objects: Number(values.objects), events: Number(values.events) };
console.log(
  await ensureDataset(DATA_FOLDER, {
    size,
    single,
    finalizer,
    ...counts,
    forms: values.forms.split(","),
  }),
);
