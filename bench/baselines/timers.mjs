/** As many bare timers of Node as there are resources, each counting: what 100,000 timers cost without an SDK. */
import { list, watch } from "./support/api.mjs";
import { reportTo } from "./support/report.mjs";

const INTERVAL_MS = 10_000;
let runs = 0;
let lateMaxMs = 0;

function repeat(due) {
  setTimeout(() => {
    runs++;
    lateMaxMs = Math.max(lateMaxMs, performance.now() - due);
    repeat(performance.now() + INTERVAL_MS);
  }, INTERVAL_MS);
}

reportTo(() => ({ runs, lateMaxMs }));
const version = await list(() => repeat(performance.now() + INTERVAL_MS));
await watch(version, () => {});
