import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { ScriptError, binary, environmentFor, run } from "./process.mjs";

/** A build that failed, for example. */
const NOTHING_RAN = { passed: 0, failed: 1 };

/** With these Jest answers something, and runs no test. */
const QUESTIONS = new Set([
  "--help",
  "-h",
  "--version",
  "-v",
  "--listTests",
  "--showConfig",
  "--clearCache",
]);

/**
 * Runs what `runJest` is part of, and prints, alone on the last line, `N passed, N failed`, whatever happened; nothing if only a
 * question was answered. Answers with the exit code.
 */
export async function reportTests(body) {
  let counts = NOTHING_RAN;
  try {
    const outcome = await body();
    ({ counts } = outcome);
    return outcome.exitCode === 0 && counts?.failed > 0 ? 1 : outcome.exitCode;
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  } finally {
    if (counts !== undefined)
      process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
  }
}

/** Runs Jest on what was compiled; answers with its exit code and how many tests passed and failed, if any were to run. */
export async function runJest(nodeBinary, args, extraEnvironment = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "kephale-test-"));
  const resultFile = path.join(folder, "results.json");
  const env = environmentFor(nodeBinary, {
    NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning",
    ...extraEnvironment,
  });
  try {
    const isQuestion = args.some((arg) => QUESTIONS.has(arg));
    const output = isQuestion ? [] : ["--json", "--outputFile", resultFile];
    const { exitCode } = await run(nodeBinary, [binary("jest"), ...args, ...output], { env });
    if (isQuestion) return { exitCode, counts: undefined };
    return { exitCode, counts: countsIn(resultFile, exitCode) };
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
