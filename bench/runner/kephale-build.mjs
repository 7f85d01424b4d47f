import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { BENCH_FOLDER, BUILD_FOLDER } from "./folders.mjs";

const ROOT = join(BENCH_FOLDER, "..");

/**
 * Builds the package as it is published and compiles the operators of bench/kephale against it, so that what is measured is
 * what users get. Where that fails, the operators are missing, rather than those of an earlier build.
 */
export function buildKephale(log) {
  const tsc = join(ROOT, "node_modules", ".bin", "tsc");
  const compile = (project) =>
    execFileSync(tsc, ["-p", project], { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
  try {
    compile("tsconfig.build.json");
    compile(join("bench", "kephale", "tsconfig.json"));
  } catch {
    rmSync(join(BUILD_FOLDER, "kephale"), { recursive: true, force: true });
    log("Kephale does not compile: only the baselines and the peers are measured.");
  }
}
