import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

/** The folder `bench/`. */
export const BENCH_FOLDER = fileURLToPath(new URL("..", import.meta.url));
export const DATA_FOLDER = join(BENCH_FOLDER, ".data");
export const STATIC_FOLDER = join(DATA_FOLDER, "static");
export const BUILD_FOLDER = join(BENCH_FOLDER, ".build");
export const PROFILES_FOLDER = join(BUILD_FOLDER, "profiles");
export const RESULTS_FOLDER = join(BENCH_FOLDER, "results");
/** Where the peers are built: outside the repository, so that a clean checkout does not build them again. */
export const PEERS_FOLDER = join(
  process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
  "kephale",
  "bench",
);
