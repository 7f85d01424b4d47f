import { existsSync } from "node:fs";
import path from "node:path";

import { ensureBuilt } from "./compile.mjs";
import { ensureInstalled } from "./install.mjs";
import { ROOT, ScriptError, run } from "./process.mjs";

/** The oldest Node.js that the Kubernetes client supports; the same as `engines` in package.json. */
const OLDEST = [22, 19];

/** What every launcher needs first: dependencies as locked, a Node.js that is new enough, a build that is not stale. */
export async function prepare() {
  await ensureInstalled();
  const nodeBinary = await findNode();
  await ensureBuilt(nodeBinary);
  return nodeBinary;
}

/** The machine's Node.js where it is new enough, else the one of the `node` package. */
export async function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const packaged = path.join(ROOT, "node_modules", "node", "bin", "node");
  if (await works(packaged)) return packaged;
  throw new ScriptError(
    `Node.js ${process.versions.node} is too old: ${OLDEST.join(".")} or later is needed, and the one that comes with ` +
      `the "node" package is not there, because its install script did not run or could not download. ` +
      `Install Node.js 24, or run: npm rebuild node --ignore-scripts=false --foreground-scripts`,
  );
}

async function works(file) {
  if (!existsSync(file)) return false;
  const { exitCode, output } = await run(file, ["--version"], { capture: true });
  return exitCode === 0 && isNewEnough(output.trim().replace("v", ""));
}

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
