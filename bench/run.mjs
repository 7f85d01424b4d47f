/**
 * `npm run bench -- [p1 p2 …] [--peers] [--rounds 5] [--only TEXT,…] [--profile] [--quick]`: runs the benchmarks named (all
 * without a name), prints their tables and writes them to bench/results/. `--only` keeps the contenders whose name holds one of the texts,
 * `--profile` writes a CPU profile of each Node contender to bench/.build/profiles, `--quick` tries whether all works, with data
 * too small to tell anything.
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
    only: { type: "string" },
    profile: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
  },
});
const unknown = positionals.filter((name) => !BENCHMARKS.includes(name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(", ")}. There are: ${BENCHMARKS.join(", ")}.`,
  );
  process.exit(2);
}

const log = (text) => console.error(text);
pinRunner();
writeDiscovery(STATIC_FOLDER);
buildReplayServer();
buildKephale(log);
for (const name of positionals.length > 0 ? positionals : BENCHMARKS) {
  log(`${name} …`);
  const { run } = await import(`./benchmarks/${name}.mjs`);
  const begun = performance.now();
  console.log(await run({ ...values, rounds: Number(values.rounds), log }));
  log(`${name} took ${Math.round((performance.now() - begun) / 1000)} s`);
}
