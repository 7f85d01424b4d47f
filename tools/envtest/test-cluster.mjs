/**
 * Runs the tests of test/cluster on a real API server: one of our own per test file, or with USE_EXISTING_CLUSTER=1 the one
 * of the current kubeconfig. Where there are neither programs nor Go it says so and passes; with CI=true it fails.
 *
 *   node tools/envtest/test-cluster.mjs [jest's arguments]
 */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { UnavailableError, ensureAssets } from "./ensure.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const OLDEST_NODE = [22, 19];

async function main() {
  const assets = await findAssets();
  if (assets === undefined) return;
  run(node(), [join(ROOT, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.test.json"], {});
  const jest = join(ROOT, "node_modules", "jest", "bin", "jest.js");
  run(node(), ["--experimental-vm-modules", jest, "--config", "jest.cluster.config.ts", ...process.argv.slice(2)], assets);
}

/** What the tests' environment needs; nothing if the tier cannot run here. */
async function findAssets() {
  if (process.env.USE_EXISTING_CLUSTER === "1") return {};
  try {
    return { KUBEBUILDER_ASSETS: await ensureAssets() };
  } catch (error) {
    const skipped = error instanceof UnavailableError;
    process.stderr.write(`test:cluster ${skipped ? "skipped" : "failed"}: ${error.message}\n`);
    process.exitCode = skipped && process.env.CI !== "true" ? 0 : 1;
    return undefined;
  }
}

function run(program, args, env) {
  const result = spawnSync(program, args, { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...env } });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** This Node if it is new enough, else the one among the dependencies. */
function node() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const enough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return enough ? process.execPath : join(ROOT, "node_modules", ".bin", "node");
}

await main();
