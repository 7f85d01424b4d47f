import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { BENCH_FOLDER, BUILD_FOLDER } from "./folders.mjs";

const ROOT = join(BENCH_FOLDER, "..");
const PACKAGE = join(ROOT, "dist", "index.js");

/**
 * Builds the package as it is published and compiles the operators of bench/kephale against it, so that what is measured is
 * what users get.
 */
export async function buildKephale(log) {
  const tsc = join(ROOT, "node_modules", ".bin", "tsc");
  const compile = (project) => execFileSync(tsc, ["-p", project], { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
  try {
    compile("tsconfig.build.json");
    compile(join("bench", "kephale", "tsconfig.json"));
  } catch {
    log("Kephale itself does not compile: only the baselines and the peers are measured.");
  }

}
