/** The anchor of all ratios: lists in pages, then parses each event and keeps the latest object of each resource. */
import { list, watch } from "./support/api.mjs";
import { splitLines } from "./support/lines.mjs";
import { reportTo } from "./support/report.mjs";

const kept = new Map();
let calls = 0;
reportTo(() => ({ calls, objects: kept.size }));
const version = await list((item) => {
  kept.set(item.metadata.uid, item);
  calls++;
});
await watch(
  version,
  splitLines((bytes, start, end) => {
    const event = JSON.parse(bytes.utf8Slice(start, end));
    if (event.type === "BOOKMARK") return;
    kept.set(event.object.metadata.uid, event.object);
    calls++;
  }),
);
