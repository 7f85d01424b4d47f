import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { binary, environmentFor, run } from "./process.mjs";

/** The closing line of a run that never came to its tests: a build that failed, for example. */
export const NOTHING_RAN = "0 passed, 1 failed\n";

/** Runs Jest on what was compiled and prints, alone on the last line, `N passed, N failed`. Answers with the exit code. */
export async function runJest(nodeBinary, args, extraEnvironment = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "kephale-test-"));
  const resultFile = path.join(folder, "results.json");
  try {
    const { exitCode } = await run(
      nodeBinary,
      [binary("jest"), ...args, "--json", "--outputFile", resultFile],
      {
        env: environmentFor(nodeBinary, {
          NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning",
          ...extraEnvironment,
        }),
      },
    );
    const { passed, failed } = countsIn(resultFile, exitCode);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return exitCode === 0 && failed > 0 ? 1 : exitCode;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A suite that could not run counts as one failed test, and so does a run without results or without a single test. */
function countsIn(resultFile, exitCode) {
  const result = readResult(resultFile);
  const passed = result?.numPassedTests ?? 0;
  const failed = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0);
  const isUnexplained = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: isUnexplained ? 1 : failed };
}

function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
