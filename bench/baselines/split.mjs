/** `dispatch`, and the body split into lines. */
import { watch } from "./support/api.mjs";
import { splitLines } from "./support/lines.mjs";
import { reportTo } from "./support/report.mjs";

let calls = 0;
reportTo(() => ({ calls }));
await watch(
  "1000000",
  splitLines(() => calls++),
);
