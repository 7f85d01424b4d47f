import { fileURLToPath } from "node:url";
import { ensureInstalled } from "../scripts/install.mjs";
import { environmentFor, main, run } from "../scripts/process.mjs";
import { findNode } from "../scripts/runtime.mjs";
import { pinRunner } from "./runner/cores.mjs";
import { writeDiscovery } from "./data/discovery.mjs";
import { STATIC_FOLDER } from "./runner/folders.mjs";
import { parseOptions, USAGE } from "./runner/run-options.mjs";

const log = (text) => process.stderr.write(`${text}\n`);

/** Runs the benchmarks named (all without a name), prints their tables and writes them. Fails if a contender did. */
await main(async (args) => {
  const { names, isHelp, ...options } = parseOptions(args);
  if (isHelp) {
    process.stdout.write(USAGE);
    return 0;
  }
  await ensureInstalled();
  const nodeBinary = await findNode();
  // Contenders run with the Node.js that runs this.
  if (nodeBinary !== process.execPath) return again(nodeBinary, args);
  return runAll(names, options);
});

async function again(nodeBinary, args) {
  const command = [fileURLToPath(import.meta.url), ...args];
  const { exitCode } = await run(nodeBinary, command, { env: environmentFor(nodeBinary) });
  return exitCode;
}

async function runAll(names, options) {
  // Loaded here: they end this process on SIGTERM, which `again` has to pass on.
  const { buildReplayServer } = await import("./runner/replay-server.mjs");
  const { buildKephale } = await import("./runner/kephale-build.mjs");
  pinRunner();
  writeDiscovery(STATIC_FOLDER);
  buildReplayServer();
  buildKephale(log);
  let haveFailed = false;
  for (const name of names) haveFailed = (await runOne(name, options)) || haveFailed;
  return haveFailed ? 1 : 0;
}

/** Whether a contender has failed. */
async function runOne(name, options) {
  log(`${name} …`);
  const benchmark = await import(`./benchmarks/${name}.mjs`);
  const begun = performance.now();
  const { markdown, folder, hasFailed } = await benchmark.run({ ...options, log });
  process.stdout.write(`${markdown}\n`);
  log(`${name} took ${Math.round((performance.now() - begun) / 1000)} s; written to ${folder}`);
  return hasFailed;
}
