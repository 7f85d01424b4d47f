import { readFileSync } from "node:fs";
import path from "node:path";

import { ROOT, ScriptError, run } from "./process.mjs";

/** Makes sure that a package's `node_modules` holds what its lock file says. Costs a few milliseconds when it does. */
export async function ensureInstalled(folder = ".") {
  if (isInstalled(path.join(ROOT, folder))) return;
  const where = folder === "." ? "" : ` of ${folder}`;
  process.stderr.write(`Installing the locked dependencies${where} …\n`);
  const { exitCode } = await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: path.join(ROOT, folder),
  });
  if (exitCode === 0) return;
  throw new ScriptError(
    `npm ci failed in ${path.join(ROOT, folder)} (exit code ${exitCode}). ` +
      "Its message is above; often the network or the registry could not be reached.",
  );
}

/** npm writes what it installed into a hidden lock file: the same packages in the same versions mean nothing is to do. */
function isInstalled(folder) {
  const wanted = packagesOf(path.join(folder, "package-lock.json"));
  const found = packagesOf(path.join(folder, "node_modules", ".package-lock.json"));
  if (wanted === undefined)
    throw new ScriptError(`${folder} has no readable package-lock.json. Restore it from git.`);
  if (found === undefined) return false;
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === "") return true;
    const there = found[name];
    // Bindings for other platforms are in the lock file and not on the disk.
    if (there === undefined) return entry.optional === true || entry.devOptional === true;
    return there.version === entry.version && there.integrity === entry.integrity;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}
