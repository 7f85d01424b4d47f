/**
 * `node bench/peers/build.mjs [name …]`: builds the memo page's operator with each peer, pinned, into the cache folder. One that
 * cannot be built is reported and left out; the benchmark runs without it.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BENCH_FOLDER, PEERS_FOLDER } from "../runner/folders.mjs";

const source = (name) => join(BENCH_FOLDER, "peers", name);
const target = (name) => join(PEERS_FOLDER, name);

/** Runs a build in the lowest priority. Throws with the end of its output when it fails. */
function build(cwd, [command, ...args], env = {}) {
  const { status, stdout, stderr, error } = spawnSync("nice", ["-n", "15", command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  if (status === 0) return;
  const tail = `${stdout ?? ""}${stderr ?? ""}`.trim().split("\n").slice(-8).join("\n    ");
  throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? tail}`);
}

function buildKopf(name) {
  const venv = join(target(name), "venv");
  build(source(name), ["python3", "-m", "venv", venv]);
  build(source(name), [join(venv, "bin", "pip"), "install", "-q", "-r", "requirements.txt"]);
}

function buildControllerRuntime(name) {
  build(source(name), ["go", "build", "-o", join(target(name), "ping"), "."]);
}

/** In a copy, since cargo writes a lock file beside the sources. All versions that are ours to choose are exact in Cargo.toml. */
function buildKubeRs(name) {
  const copy = join(target(name), "source");
  rmSync(copy, { recursive: true, force: true });
  cpSync(source(name), copy, { recursive: true });
  build(copy, ["cargo", "build", "--release"], { CARGO_TARGET_DIR: join(target(name), "target") });
}

function buildJava(name) {
  const lib = join(target(name), "lib");
  rmSync(lib, { recursive: true, force: true });
  const goals = ["compile", "dependency:copy-dependencies"];
  const options = [
    `-Dping.directory=${target(name)}`,
    "-DincludeScope=runtime",
    `-DoutputDirectory=${lib}`,
  ];
  build(source(name), ["mvn", "-q", "-B", ...goals, ...options]);
}

const BUILDS = {
  kopf: buildKopf,
  "controller-runtime": buildControllerRuntime,
  "kube-rs": buildKubeRs,
  "java-operator-sdk": buildJava,
};

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(BUILDS);
let failed = 0;
for (const name of chosen) {
  mkdirSync(target(name), { recursive: true });
  const begun = performance.now();
  try {
    BUILDS[name](name);
    console.log(`${name}: built in ${Math.round((performance.now() - begun) / 1000)} s`);
  } catch (error) {
    failed++;
    console.log(`${name}: not built, left out.\n    ${error.message}`);
  }
}
console.log(`${chosen.length - failed} of ${chosen.length} peers are in ${PEERS_FOLDER}`);
