import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

import { ROOT, ScriptError, binary, environmentFor, run } from "./process.mjs";

const STAMP = path.join(ROOT, ".build", "stamp");
const SOURCES = ["src", "samples", "test"];
const CONFIGS = ["tsconfig.json", "tsconfig.build.json", "tsconfig.test.json", "package-lock.json"];
/** `dist` is what the package holds; `.build` is what tests and samples run. */
const OUTPUTS = [
  { project: "tsconfig.build.json", folder: "dist", sources: "src" },
  { project: "tsconfig.test.json", folder: ".build", sources: "." },
];
const EMITTED = /\.(js|js\.map|d\.ts)$/u;
/** Earlier versions of this project had them. The package holds no sources for them to lead to. */
const NEVER_EMITTED = /\.d\.ts\.map$/u;

/** Compiles when a source changed, came or went since the last complete build. */
export async function ensureBuilt(nodeBinary) {
  const fingerprint = fingerprintOfSources();
  const isFresh =
    OUTPUTS.every(({ folder }) => existsSync(path.join(ROOT, folder))) && stamp() === fingerprint;
  if (!isFresh) await compile(nodeBinary, fingerprint);
}

/** Compiles everything, whatever is there. */
export async function compile(nodeBinary, fingerprint = fingerprintOfSources()) {
  rmSync(STAMP, { force: true });
  for (const { project, folder, sources } of OUTPUTS) {
    const { exitCode } = await run(nodeBinary, [binary("tsc"), "-p", project], {
      env: environmentFor(nodeBinary),
    });
    if (exitCode !== 0)
      throw new ScriptError(`tsc -p ${project} failed; the mistakes are listed above.`, exitCode);
    removeLeftovers(path.join(ROOT, folder), path.join(ROOT, sources));
  }
  mkdirSync(path.dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, fingerprint);
}

/** The compiler never deletes. Without this, a test that was removed or renamed would still run. */
function removeLeftovers(folder, sources) {
  for (const file of filesBelow(folder)) {
    if (NEVER_EMITTED.test(file)) rmSync(file);
    if (!EMITTED.test(file)) continue;
    const source = path.join(sources, path.relative(folder, file)).replace(EMITTED, ".ts");
    if (!existsSync(source)) rmSync(file);
  }
}

/** Names, sizes and times of everything that is compiled: cheap, and it notices files that went. */
function fingerprintOfSources() {
  const hash = createHash("sha256");
  const files = SOURCES.flatMap((folder) => filesBelow(path.join(ROOT, folder)));
  for (const file of [
    ...files.filter((name) => name.endsWith(".ts")),
    ...CONFIGS.map((name) => path.join(ROOT, name)),
  ]) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${path.relative(ROOT, file)} ${mtimeMs} ${size}\n`);
  }
  return hash.digest("hex");
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .toSorted();
}

function stamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, "utf8") : "";
}
