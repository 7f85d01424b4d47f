import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { forgottenExports } from "./forgotten-exports.mjs";
import { ROOT, binary, environmentFor, run } from "./process.mjs";

/** Intermediate files: reports to compare, and the documentation model that a test of defaults reads. */
const FOLDER = path.join(ROOT, ".build", "api");

/**
 * Compares what each entry of the package exports with its report in `etc/`, and reports mistakes in doc comments.
 * With `write` the reports are brought up to date instead.
 */
export async function checkApi({ nodeBinary, write = false }) {
  mkdirSync(path.join(ROOT, "etc"), { recursive: true });
  let output = "";
  let exitCode = 0;
  for (const entry of entries()) {
    const result = existsSync(entry.types)
      ? await extract(entry, nodeBinary, write)
      : { exitCode: 1, output: `${entry.types} is missing: package.json#exports names it.\n` };
    output += result.output;
    exitCode = Math.max(exitCode, result.exitCode);
  }
  const forgotten = forgottenExports(entries().map(({ report }) => readReport(report)));
  for (const name of forgotten) {
    exitCode = 1;
    output += `${name} is in a public signature, but no entry of the package exports it: export it, or keep it out of the signature.\n`;
  }
  if (exitCode !== 0)
    output += "When the change of the API is meant: npm run fix, and commit etc/.\n";
  return { exitCode, output };
}

/** One per path of package.json#exports that has types. */
function entries() {
  const { name, exports } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
  return Object.entries(exports)
    .filter(([, target]) => target.types !== undefined)
    .map(([subpath, { types }]) => ({
      report: `${name}${subpath.slice(1).replaceAll("/", "-")}`,
      types: path.join(ROOT, types),
    }));
}

function readReport(report) {
  const file = path.join(ROOT, "etc", `${report}.api.md`);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function extract({ report, types }, nodeBinary, write) {
  mkdirSync(FOLDER, { recursive: true });
  const configFile = path.join(FOLDER, `${report}.config.json`);
  const config = {
    extends: path.join(ROOT, "tools", "check", "api-extractor.json"),
    projectFolder: ROOT,
    mainEntryPointFilePath: types,
    apiReport: { reportFileName: `${report}.api.md` },
    docModel: { apiJsonFilePath: path.join(FOLDER, `${report}.api.json`) },
  };
  writeFileSync(configFile, JSON.stringify(config));
  const args = ["run", "--config", configFile, ...(write ? ["--local"] : [])];
  return run(nodeBinary, [binary("api-extractor", "tools/check"), ...args], {
    env: environmentFor(nodeBinary),
    capture: true,
  });
}
