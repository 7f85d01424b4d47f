import { type FieldPath, parseFieldPath, valueAt } from "../resources/field-path.js";
import { isRecord, jsonEqual } from "../resources/json.js";
import type { ObjectCall } from "./call.js";
import { callUnknown } from "../support/members.js";
import { shown } from "../support/shown.js";
import { ABSENT, PRESENT } from "./options.js";
import { type Reads, widest } from "./value-names.js";

/** Tells whether a handler is for an object; may throw what an author's predicate throws. */
export type Filter = (call: ObjectCall) => boolean;

/** A compiled filter: what it needs of the object. */
export interface FilterPlan {
  readonly matches: Filter;
  readonly reads: Reads;
}

type Predicate = (value: unknown, context: object) => unknown;

const isPredicate = (value: unknown): value is Predicate => typeof value === "function";

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
  const [first, ...others] = parts;
  if (first === undefined) return undefined;
  const reads = parts.reduce<Reads>((demand, part) => widest(demand, part.reads), "nothing");
  if (others.length === 0) return { matches: first.matches, reads };
  return { matches: (call) => parts.every((part) => part.matches(call)), reads };
}

function compileTexts(
  name: "labels" | "annotations",
  raw: unknown,
  report: (message: string) => void,
): FilterPlan[] {
  if (raw === undefined) return [];
  if (!isRecord(raw)) {
    report(
      `${name} is ${shown(raw)}. It must be an object from keys to values, PRESENT, ABSENT or predicates.`,
    );
    return [];
  }
  return Object.entries(raw).flatMap(([key, expected]) => {
    if (
      typeof expected !== "string" &&
      expected !== PRESENT &&
      expected !== ABSENT &&
      !isPredicate(expected)
    ) {
      report(
        `${name}["${key}"] is ${shown(expected)}. It must be a string, PRESENT, ABSENT or a predicate.`,
      );
      return [];
    }
    const fits = compileValue(expected);
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

function compileValue(expected: unknown): (value: unknown, call: ObjectCall) => boolean {
  if (expected === PRESENT) return (value) => value !== undefined;
  if (expected === ABSENT) return (value) => value === undefined;
  if (isPredicate(expected)) return (value, call) => Boolean(expected(value, call.context()));
  return (value) => jsonEqual(value, expected);
}

function compileField(
  options: Readonly<Record<string, unknown>>,
  report: (message: string) => void,
): FilterPlan[] {
  for (const problem of problemsWithField(options)) report(problem);
  if (options["field"] === undefined) return [];
  const path = parseFieldPath(options["field"]);
  if (path === undefined) {
    report(
      `field is ${shown(options["field"])}. It must be a path: "spec.image", or ["metadata", "labels", "a.b/c"].`,
    );
    return [];
  }
  const expected = "value" in options ? options["value"] : PRESENT;
  const reads = isPredicate(expected) ? "body" : readsOfPath(path);
  const fits = compileValue(expected);
  const [first, ...rest] = path;
  if (first === "metadata") {
    return [{ matches: (call) => fits(valueAt(call.meta, rest), call), reads }];
  }
  return [{ matches: (call) => fits(valueAt(call.body, path), call), reads }];
}

function problemsWithField(options: Readonly<Record<string, unknown>>): readonly string[] {
  const given = ["value", "old", "new"].filter((name) => options[name] !== undefined);
  if (options["field"] === undefined) {
    return given.map((name) => `${name} is given without field. Say which field it is about.`);
  }
  return given.includes("value") && given.length > 1
    ? ["value is given together with old or new. Use value alone, or old and new."]
    : [];
}

/** What has to be asked of the server to know a field. */
function readsOfPath(path: FieldPath): Reads {
  return path[0] === "metadata" ? "metadata" : "body";
}

function compileWhen(when: unknown, report: (message: string) => void): FilterPlan[] {
  if (when === undefined) return [];
  if (isPredicate(when)) {
    const predicate = when;
    return [
      {
        matches: (call) => Boolean(callUnknown(predicate, undefined, call.context())),
        reads: "body",
      },
    ];
  }
  report(`when is ${shown(when)}. It must be a function of the handler's context.`);
  return [];
}
