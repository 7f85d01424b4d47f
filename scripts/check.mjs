import { constants } from "node:os";

import { STEPS } from "./check-steps.mjs";
import { ensureBuilt } from "./compile.mjs";
import { ensureInstalled } from "./install.mjs";
import { ScriptError, main } from "./process.mjs";
import { findNode } from "./runtime.mjs";

const USAGE = `Usage: npm run check [-- [--fix] [--except STEP] [STEP …]]
Steps: ${STEPS.map(({ name }) => name).join(", ")}`;

const SKIPPED = /^test:\S+ (?<notice>skipped: .*)$/u;
/** What a shell reports for a program that SIGTERM ends. */
const TERMINATED = 128 + constants.signals.SIGTERM;
const COUNTS = /^(?<passed>\d+) passed, (?<failed>\d+) failed$/u;

/**
 * Runs all steps, or those named, whatever fails. The output of a failed step is shown, a summary follows, and the last
 * line says `N passed, N failed`: each test counts, and each step that has no tests counts as one. SIGTERM ends the step that
 * runs, and no other is begun.
 */
await main(async (args) => {
  const { steps, fix } = parse(args);
  let isTerminated = false;
  process.once("SIGTERM", () => (isTerminated = true));
  await ensureInstalled();
  const nodeBinary = await findNode();
  const results = [];
  for (const step of steps) {
    if (isTerminated) break;
    const result = await execute(step, { nodeBinary, fix });
    process.stdout.write(`${lineOf(result)}\n${result.exitCode === 0 ? "" : `${result.output}\n`}`);
    results.push(result);
  }
  summarise(results);
  if (isTerminated) return TERMINATED;
  return results.some(({ exitCode }) => exitCode !== 0) ? 1 : 0;
});

function parse(args) {
  const fix = args.includes("--fix");
  const names = args.filter((arg) => arg !== "--fix" && arg !== "--except");
  const known = new Set(STEPS.map(({ name }) => name));
  if (names.some((name) => !known.has(name))) throw new ScriptError(USAGE, 2);
  const isChosen = (name) =>
    names.length === 0 || names.includes(name) !== args.includes("--except");
  return { fix, steps: STEPS.filter(({ name }) => isChosen(name)) };
}

async function execute(step, { nodeBinary, fix }) {
  const startMs = performance.now();
  const { exitCode, output } = await attempt(step, nodeBinary, fix);
  const seconds = (performance.now() - startMs) / 1000;
  return {
    name: step.name,
    exitCode,
    output: output.trimEnd(),
    seconds,
    ...countsOf(step, exitCode, output),
  };
}

/** What a step needs may fail as well; the other steps still run. */
async function attempt(step, nodeBinary, fix) {
  try {
    if (step.needs !== undefined) await ensureInstalled(step.needs);
    if (step.needsBuild) await ensureBuilt(nodeBinary);
    const action = fix ? (step.fix ?? step.run) : step.run;
    return await action({ nodeBinary });
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    return { exitCode: error.exitCode, output: error.message };
  }
}

function countsOf(step, exitCode, output) {
  const isOk = exitCode === 0;
  const lastLine = output.trimEnd().split("\n").at(-1);
  const notice = noticeIn(lastLine);
  if (isOk && notice !== undefined) return { passed: 0, failed: 0, notice };
  const counts = step.hasTests === true ? COUNTS.exec(lastLine)?.groups : undefined;
  if (counts === undefined) return { passed: isOk ? 1 : 0, failed: isOk ? 0 : 1 };
  return { passed: Number(counts.passed), failed: Math.max(Number(counts.failed), isOk ? 0 : 1) };
}

function noticeIn(lastLine) {
  return SKIPPED.exec(lastLine)?.groups.notice;
}

function lineOf({ name, exitCode, seconds, passed, failed, notice }) {
  if (notice !== undefined) return `-      ${name.padEnd(12)} ${notice}`;
  const status = exitCode === 0 ? "ok    " : "FAILED";
  const counts = passed + failed > 1 ? `  ${passed} passed, ${failed} failed` : "";
  return `${status} ${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s${counts}`;
}

function summarise(results) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  process.stdout.write(`\n${results.map(lineOf).join("\n")}\n\n`);
  process.stdout.write(`${sum("passed")} passed, ${sum("failed")} failed\n`);
}
