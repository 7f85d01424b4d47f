/**
 * `npm run bench -- [p1 p2 …] [--peers] [--rounds 5] [--quick]`: runs the benchmarks named (all without a name), prints their
 * tables and writes them to bench/results/.
 */
import { parseArgs } from "node:util";
import { writeDiscovery } from "./data/discovery.mjs";
import { pinRunner } from "./runner/cores.mjs";
import { STATIC_FOLDER } from "./runner/folders.mjs";
import { buildKephale } from "./runner/kephale-build.mjs";
import { buildReplayServer } from "./runner/replay-server.mjs";

const BENCHMARKS = ["server", "p1", "p2", "p3", "p4", "p5", "p6", "p9", "p10", "p11"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    quick: { type: "boolean", default: false },
  },
});
const unknown = positionals.filter((name) => !BENCHMARKS.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}. There are: ${BENCHMARKS.join(", ")}.`);
  process.exit(2);
}

const log = (text) => console.error(text);
pinRunner();
writeDiscovery(STATIC_FOLDER);
buildReplayServer();
await buildKephale(log);
for (const name of positionals.length > 0 ? positionals : BENCHMARKS) {
  log(`${name} …`);
  const { run } = await import(`./benchmarks/${name}.mjs`);
  const begun = performance.now();
  console.log(await run({ rounds: Number(values.rounds), peers: values.peers, quick: values.quick, log }));
  log(`${name} took ${Math.round((performance.now() - begun) / 1000)} s`);
}
