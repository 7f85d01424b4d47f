import {
  type FieldViolation,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from "../api/field-violation.js";
import { isError } from "../../support/errors.js";
import { isRecord, type JsonObject, listAt, recordAt, stringAt } from "../json/json.js";
import { checkDefaults, checkMetadataDefaults } from "./defaults-structure.js";
import { checkListType } from "./list-structure.js";
import { checkCombinations } from "./nested-structure.js";
import { checkForm, checkRootForm } from "./object-structure.js";
import { compilePattern } from "./schema.js";

const TYPES = ["array", "boolean", "integer", "number", "object", "string"];

/** What makes a schema not structural, or not usable. */
export function checkStructure(schema: JsonObject, at: string): FieldViolation[] {
  const problems = [
    ...checkRootType(schema, at),
    ...checkRootForm(schema, at),
    ...checkInner(schema, at),
  ];
  // As with the real server, defaults are looked at in a structural schema only.
  return problems.length > 0
    ? problems
    : [...checkMetadataDefaults(schema, at), ...checkDefaults(schema, at)];
}

function checkRootType(schema: JsonObject, at: string): FieldViolation[] {
  const type = stringAt(schema, "type") ?? "";
  if (type === "") return [required(`${at}.type`, "must not be empty at the root")];
  return type === "object" ? [] : [invalidValue(`${at}.type`, type, "must be object at the root")];
}

function checkInner(schema: JsonObject, at: string): FieldViolation[] {
  return [
    ...checkPatternOf(schema, at),
    ...checkListType(schema, at),
    ...checkForm(schema, at),
    ...checkCombinations(schema, at),
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
  // What a reference points to, and what an embedded object is, is judged elsewhere.
  const mayLackType =
    "$ref" in part ||
    part["x-kubernetes-embedded-resource"] === true ||
    part["x-kubernetes-int-or-string"] === true ||
    part["x-kubernetes-preserve-unknown-fields"] === true;
  if (type === "" && !mayLackType)
    return [
      required(`${at}.type`, `must not be empty for specified ${what}`),
      ...checkInner(part, at),
    ];
  if (type !== "" && !TYPES.includes(type)) return checkUnknownType(type, `${at}.type`);
  return checkInner(part, at);
}

function checkUnknownType(type: string, at: string): FieldViolation[] {
  const problem = notSupported(at, type, TYPES);
  const advice = "type cannot be set to null, use nullable as an alternative";
  return type === "null" ? [problem, forbiddenField(at, advice)] : [problem];
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
