import path from "node:path";

import { checkApi } from "./check-api.mjs";
import { checkPackage } from "./check-package.mjs";
import { ROOT, binary, environmentFor, run } from "./process.mjs";

const CHECK = "tools/check";
const ARCH = "tools/arch";
const FORMATTED = [
  "src",
  "test",
  "samples",
  "bench",
  "scripts",
  "tools",
  "jest.config.ts",
  "jest.cluster.config.ts",
];

/** Runs a command of a private tool package with the right Node.js. */
function tool(folder, name, ...args) {
  return ({ nodeBinary }) => {
    const env = environmentFor(nodeBinary, {
      // oxlint looks for its type-aware half in the root's node_modules, where it is not.
      OXLINT_TSGOLINT_PATH: path.join(ROOT, CHECK, "node_modules", ".bin", "tsgolint"),
    });
    return run(nodeBinary, [binary(name, folder), ...args], { env, capture: true });
  };
}

function script(name) {
  return ({ nodeBinary }) =>
    run(nodeBinary, [path.join(ROOT, "scripts", name)], {
      env: environmentFor(nodeBinary),
      capture: true,
    });
}

/**
 * What `npm run check` does, cheapest first. `run` answers `{ exitCode, output }`; `fix` is what `--fix` runs instead.
 * A step with `hasTests` prints `N passed, N failed` on its last line, and these numbers are added to the closing line.
 * One whose last line says `test:NAME skipped: reason` is reported as skipped.
 */
export const STEPS = [
  { name: "build", run: script("build.mjs") },
  {
    name: "format",
    needs: CHECK,
    run: tool(CHECK, "oxfmt", "--check", "--no-error-on-unmatched-pattern", ...FORMATTED),
    fix: tool(CHECK, "oxfmt", "--write", "--no-error-on-unmatched-pattern", ...FORMATTED),
  },
  {
    name: "lint",
    needs: CHECK,
    run: tool(CHECK, "oxlint", "--report-unused-disable-directives-severity=error"),
    fix: tool(CHECK, "oxlint", "--fix"),
  },
  {
    name: "arch",
    needs: ARCH,
    run: tool(ARCH, "depcruise", "--config", "tools/arch/dependency-cruiser.mjs", "src"),
  },
  {
    name: "dead",
    needs: CHECK,
    run: tool(CHECK, "knip", "--config", "knip.json", "--no-config-hints"),
  },
  { name: "test", hasTests: true, run: script("test.mjs") },
  { name: "cluster", hasTests: true, run: script("test-cluster.mjs") },
  {
    name: "api",
    needs: CHECK,
    needsBuild: true,
    run: (context) => checkApi(context),
    fix: (context) => checkApi({ ...context, write: true }),
  },
  { name: "package", needs: CHECK, needsBuild: true, run: (context) => checkPackage(context) },
];
