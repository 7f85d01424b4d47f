import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUILD_FOLDER, RESULTS_FOLDER } from "./folders.mjs";
import { hasFailed, isComplete } from "./completeness.mjs";
import { LEFT_OUT } from "./interleave.mjs";
import { describeMachine } from "./machine.mjs";
import { median, spread } from "./statistics.mjs";
import { digits, markdownTable } from "./table.mjs";

/** The median of one measure over a contender's samples; undefined when it has none. */
export function middle(result, measure) {
  const values = result.samples
    .map((sample) => sample[measure])
    .filter((value) => value !== undefined);
  return values.length === 0 ? undefined : median(values);
}

/** One line of a table: the contender and the medians of some measures. */
export function rowOf(result, measures) {
  return [result.name, ...measures.map((measure) => middle(result, measure))];
}

/** "±4 %" of one measure. */
export function spreadText(result, measure) {
  const values = result.samples
    .map((sample) => sample[measure])
    .filter((value) => value !== undefined);
  return values.length < 2 ? "–" : `±${digits(100 * spread(values))} %`;
}

/**
 * @typedef {object} Target
 * @property {string} text what is asked, in words
 * @property {number | undefined} value what was measured; undefined when a contender was missing
 * @property {"<=" | ">=" | "="} relation
 * @property {number} limit
 */

const RELATIONS = {
  "<=": (value, limit) => value <= limit,
  ">=": (value, limit) => value >= limit,
  "=": (value, limit) => value === limit,
};

/** @param {Target} target */
function verdict({ value, relation, limit }) {
  if (value === undefined || Number.isNaN(value)) return "not measured";
  return RELATIONS[relation](value, limit) ? "met" : "missed";
}

function targetTable(targets) {
  const rows = targets.map((target) => [
    target.text,
    `${target.relation} ${digits(target.limit)}`,
    target.value,
    verdict(target),
  ]);
  return markdownTable(["target", "limit", "measured", ""], rows);
}

function failures(results) {
  return results
    .filter(({ failure }) => failure !== undefined)
    .map(({ name, failure }) => `- ${name}: ${failure}`);
}

/**
 * Writes <name>.json and <name>.md into bench/results (bench/.build/results for partial runs). `whole` says what makes the run a
 * whole one: `rounds`, and `peers` where the benchmark has them. Answers with the Markdown, the folder, and whether a contender failed.
 */
export function writeResults({
  name,
  title,
  parameters,
  results,
  options,
  whole,
  columns,
  rows,
  targets = [],
}) {
  const machine = describeMachine();
  const where = `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, commit ${machine.commit}, ${machine.date}, load ${digits(machine.load)}`;
  const parts = [`## ${name.toUpperCase()}: ${title}`, where, markdownTable(columns, rows)];
  if (targets.length > 0) parts.push(targetTable(targets));
  const failed = failures(results.filter(({ failure }) => failure !== LEFT_OUT));
  if (failed.length > 0) parts.push(`Not measured:\n\n${failed.join("\n")}`);
  const markdown = `${parts.join("\n\n")}\n`;
  const kept = results.map(({ name: contender, samples, failure }) => ({
    contender,
    samples,
    failure,
  }));
  const verdicts = targets.map((target) => ({ ...target, verdict: verdict(target) }));
  const folder = isComplete(options, whole, results)
    ? RESULTS_FOLDER
    : join(BUILD_FOLDER, "results");
  const all = { name, title, machine, parameters, targets: verdicts, results: kept };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(join(folder, `${name}.md`), markdown);
  return { markdown, folder, hasFailed: results.some(hasFailed) };
}
