import {
  duplicate,
  type FieldViolation,
  invalidValue,
  required,
  tooMany,
} from "../api/field-violation.js";
import { isRecord, type JsonObject, listAt, stringAt, valueAt } from "../json/json.js";
import { simplePath } from "./json-path.js";

const TYPES: ReadonlySet<unknown> = new Set(["string", "integer", "boolean"]);
const MOST_FIELDS = 8;

function problemOf(path: string, schema: JsonObject): string | undefined {
  if (!path.startsWith(".")) return `expected [ or . but got: ${path.split(".")[0] ?? ""}`;
  if (path.includes("[")) return "array notation is not allowed";
  const declared = valueAt(
    schema,
    simplePath(path).flatMap((name) => ["properties", name]),
  );
  const isSelectable =
    isRecord(declared) && TYPES.has(declared["type"]) && !path.startsWith(".metadata.");
  return isSelectable ? undefined : "does not refer to a valid field";
}

/** What is wrong with the fields of a version that field selectors may name. */
export function checkSelectable(
  version: JsonObject,
  schema: JsonObject,
  at: string,
): FieldViolation[] {
  const paths = listAt(version, "selectableFields").map(
    (field) => stringAt(field, "jsonPath") ?? "",
  );
  const problems = paths.flatMap((path, index) => {
    const place = `${at}[${index}].jsonPath`;
    if (path === "") return [required(place)];
    if (paths.indexOf(path) !== index) return [duplicate(place, path)];
    const problem = problemOf(path, schema);
    return problem === undefined
      ? []
      : [invalidValue(place, path, `is an invalid path: ${problem}`)];
  });
  return paths.length > MOST_FIELDS
    ? [...problems, tooMany(at, paths.length, MOST_FIELDS)]
    : problems;
}
