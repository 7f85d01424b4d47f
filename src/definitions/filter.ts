import { type FieldPath, parseFieldPath, valueAt } from "../resources/field-path.js";
import { isPlainObject } from "../support/plain-json.js";
import { shown } from "../support/shown.js";
import type { ObjectCall } from "./call.js";
import {
  compileValue,
  holds,
  isPredicate,
  JSON_VALUE,
  problemWithPredicate,
  problemWithValue,
  TEXT,
} from "./filter-value.js";
import { PRESENT } from "./options.js";
import { type Reads, widest } from "./value-names.js";
import { problemBelowText } from "./value-path.js";

/** Tells whether a handler is for an object; may throw what an author's predicate throws. */
export type Filter = (call: ObjectCall) => boolean;

/** A compiled filter: what it needs of the object. */
export interface FilterPlan {
  readonly matches: Filter;
  readonly reads: Reads;
}

/** Compiles the filter options of a handler; `undefined` if there are none. Mistakes go to `report`. */
export function compileFilter(
  options: Readonly<Record<string, unknown>>,
  report: (message: string) => void,
): FilterPlan | undefined {
  const parts = [
    ...compileTexts("labels", options["labels"], report),
    ...compileTexts("annotations", options["annotations"], report),
    ...compileField(options, report),
    ...compileWhen(options["when"], report),
  ];
  return parts.length === 0 ? undefined : parts.reduce(both);
}

/** Two parts in one function, made once: a list that is asked with `every` would make one for each event. */
function both(one: FilterPlan, other: FilterPlan): FilterPlan {
  return {
    matches: (call) => one.matches(call) && other.matches(call),
    reads: widest(one.reads, other.reads),
  };
}

function compileTexts(
  name: "labels" | "annotations",
  raw: unknown,
  report: (message: string) => void,
): FilterPlan[] {
  if (raw === undefined) return [];
  if (!isPlainObject(raw)) {
    report(
      `${name} is ${shown(raw)}. It must be an object from keys to values, PRESENT, ABSENT or predicates.`,
    );
    return [];
  }
  return Object.entries(raw).flatMap(([key, expected]) => {
    const label = `${name}["${key}"]`;
    const problem = problemWithValue(label, expected, TEXT);
    if (problem !== undefined) {
      report(problem);
      return [];
    }
    const fits = compileValue(label, expected);
    const read = (call: ObjectCall): unknown =>
      Object.hasOwn(call[name], key) ? call[name][key] : undefined;
    // A predicate gets the context, from which anything may be read.
    return [
      {
        matches: (call) => fits(read(call), call),
        reads: isPredicate(expected) ? "body" : "metadata",
      },
    ];
  });
}

function compileField(
  options: Readonly<Record<string, unknown>>,
  report: (message: string) => void,
): FilterPlan[] {
  const problems = problemsWithField(options);
  for (const problem of problems) report(problem);
  const path = parseFieldPath(options["field"]);
  if (path === undefined || problems.length > 0) return [];
  const expected = options["value"] === undefined ? PRESENT : options["value"];
  const reads = isPredicate(expected) ? "body" : readsOfPath(path);
  const fits = compileValue("value", expected);
  const [first, ...rest] = path;
  if (first === "metadata") {
    return [{ matches: (call) => fits(valueAt(call.meta, rest), call), reads }];
  }
  return [{ matches: (call) => fits(valueAt(call.body, path), call), reads }];
}

function problemsWithField(options: Readonly<Record<string, unknown>>): readonly string[] {
  const { field } = options;
  const given = ["value", "old", "new"].filter((name) => options[name] !== undefined);
  const problems = given.flatMap((name) => problemWithValue(name, options[name], JSON_VALUE) ?? []);
  if (field === undefined) {
    problems.push(
      ...given.map((name) => `${name} is given without field. Say which field it is about.`),
    );
    return problems;
  }
  problems.push(...problemsWithPath(field));
  if (given.includes("value") && given.length > 1)
    problems.push("value is given together with old or new. Use value alone, or old and new.");
  return problems;
}

function problemsWithPath(field: unknown): readonly string[] {
  const path = parseFieldPath(field);
  if (path === undefined) {
    return [
      `field is ${shown(field)}. It must be a path: "spec.image", or ["metadata", "labels", "a.b/c"].`,
    ];
  }
  const problem = problemBelowText("body", path);
  return problem === undefined ? [] : [`field is ${shown(field)}, which ${problem}`];
}

/** What has to be asked of the server to know a field. */
function readsOfPath(path: FieldPath): Reads {
  return path[0] === "metadata" ? "metadata" : "body";
}

function compileWhen(when: unknown, report: (message: string) => void): FilterPlan[] {
  if (when === undefined) return [];
  if (!isPredicate(when)) {
    report(`when is ${shown(when)}. It must be a function of the handler's context.`);
    return [];
  }
  const problem = problemWithPredicate("when", when);
  if (problem === undefined)
    return [{ matches: (call) => holds("when", when(call.context())), reads: "body" }];
  report(problem);
  return [];
}
