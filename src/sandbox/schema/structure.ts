import {
  type FieldViolation,
  forbiddenField,
  invalidValue,
  required,
} from "../api/field-violation.js";
import { isError } from "../../support/errors.js";
import { isRecord, type JsonObject, listAt, recordAt, stringAt } from "../json/json.js";
import { compilePattern } from "./schema.js";

const TYPES: ReadonlySet<string> = new Set([
  "array",
  "boolean",
  "integer",
  "number",
  "object",
  "string",
]);

/** What makes a schema not structural, or not usable. */
export function checkStructure(schema: JsonObject, at: string): FieldViolation[] {
  const root = stringAt(schema, "type");
  if (root === undefined) return [required(`${at}.type`, "must not be empty at the root")];
  if (root !== "object") return [invalidValue(`${at}.type`, root, "must be object at the root")];
  return checkInner(schema, at);
}

function checkInner(schema: JsonObject, at: string): FieldViolation[] {
  return [
    ...checkPatternOf(schema, at),
    ...checkListType(schema, at),
    ...(schema["uniqueItems"] === true
      ? [
          forbiddenField(
            `${at}.uniqueItems`,
            "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
          ),
        ]
      : []),
    ...Object.entries(recordAt(schema, "properties") ?? {}).flatMap(([name, inner]) =>
      checkPart(inner, `${at}.properties[${name}]`, "object fields"),
    ),
    ...(isRecord(schema["items"]) ? checkPart(schema["items"], `${at}.items`, "array items") : []),
    ...(isRecord(schema["additionalProperties"])
      ? checkPart(schema["additionalProperties"], `${at}.additionalProperties`, "object fields")
      : []),
    ...checkCombined(schema, at),
  ];
}

/** Schemas that only constrain values declare no types; their patterns must be usable too. */
function checkCombined(schema: JsonObject, at: string): FieldViolation[] {
  const parts = ["allOf", "anyOf", "oneOf"].flatMap((field) =>
    listAt(schema, field).flatMap((part, index) =>
      checkConstraint(part, `${at}.${field}[${index}]`),
    ),
  );
  return [...parts, ...checkConstraint(schema["not"], `${at}.not`)];
}

function checkConstraint(schema: unknown, at: string): FieldViolation[] {
  if (!isRecord(schema)) return [];
  return [
    ...checkPatternOf(schema, at),
    ...Object.entries(recordAt(schema, "properties") ?? {}).flatMap(([name, inner]) =>
      checkConstraint(inner, `${at}.properties[${name}]`),
    ),
    ...checkConstraint(schema["items"], `${at}.items`),
    ...checkConstraint(schema["additionalProperties"], `${at}.additionalProperties`),
    ...checkCombined(schema, at),
  ];
}

function checkPart(part: unknown, at: string, what: string): FieldViolation[] {
  if (!isRecord(part)) return [];
  const type = stringAt(part, "type") ?? "";
  const mayLackType =
    part["x-kubernetes-int-or-string"] === true ||
    part["x-kubernetes-preserve-unknown-fields"] === true;
  if (type === "" && !mayLackType)
    return [
      required(`${at}.type`, `must not be empty for specified ${what}`),
      ...checkInner(part, at),
    ];
  if (type !== "" && !TYPES.has(type)) {
    return [
      invalidValue(
        `${at}.type`,
        type,
        'must be one of "array", "boolean", "integer", "number", "object", "string"',
      ),
    ];
  }
  return checkInner(part, at);
}

function checkPatternOf(schema: JsonObject, at: string): FieldViolation[] {
  const pattern = stringAt(schema, "pattern");
  if (pattern === undefined) return [];
  try {
    compilePattern(pattern);
    return [];
  } catch (error) {
    const why = isError(error) ? error.message : "it cannot be read";
    return [
      invalidValue(
        `${at}.pattern`,
        pattern,
        `must be a valid regular expression, but isn't: ${why}`,
      ),
    ];
  }
}

function checkListType(schema: JsonObject, at: string): FieldViolation[] {
  const type = stringAt(schema, "x-kubernetes-list-type");
  const keys = listAt(schema, "x-kubernetes-list-map-keys");
  if (type === "map" && keys.length === 0) {
    return [
      required(
        `${at}.x-kubernetes-list-map-keys`,
        "must not be empty if x-kubernetes-list-type is map",
      ),
    ];
  }
  if (type !== undefined && type !== "" && stringAt(schema, "type") !== "array") {
    return [
      invalidValue(
        `${at}.type`,
        stringAt(schema, "type") ?? "",
        "must be array if x-kubernetes-list-type is specified",
      ),
    ];
  }
  return [];
}
