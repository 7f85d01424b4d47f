import { bootstrap, SystemClock } from "kephale";

import { CensusMemo, CensusOperator, PingBoard, PingOperator } from "./operators.js";

// The host decides when its operators end: they do not listen to signals themselves.
const host = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => host.abort());
const options = { signals: false, signal: host.signal };

const board = new PingBoard();
const census = new CensusMemo();
const operators = await Promise.all([
  bootstrap(PingOperator, board, options),
  bootstrap(CensusOperator, census, { ...options, namespaces: "default" }),
]);
await Promise.all(operators.map(async ({ ready }) => ready));

const clock = new SystemClock();
while (!host.signal.aborted) {
  const pings = [...board.pings].map(([name, count]) => `${name}: ${count}`).toSorted();
  console.log(`${census.names.size} objects. Pings: ${pings.join(", ")}.`);
  await clock.sleep(5_000, host.signal);
}

await Promise.all(operators.map(async ({ stopped }) => stopped));
console.log("Both operators have stopped.");
