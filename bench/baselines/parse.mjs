/** `dispatch`, lines, and `JSON.parse` of each. */
import { watch } from "./support/api.mjs";
import { splitLines } from "./support/lines.mjs";
import { reportTo } from "./support/report.mjs";

let calls = 0;
reportTo(() => ({ calls }));
await watch(
  "1000000",
  splitLines((bytes, start, end) => {
    if (JSON.parse(bytes.utf8Slice(start, end)).type === "MODIFIED") calls++;
  }),
);
