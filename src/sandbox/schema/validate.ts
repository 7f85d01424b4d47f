import {
  duplicate,
  type FieldViolation,
  invalidValue,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from "../api/field-violation.js";
import {
  canonicalJson,
  isList,
  isRecord,
  type JsonObject,
  sameJson,
  valueAt,
} from "../json/json.js";
import { hasFormat } from "./formats.js";
import type { Limits, Schema } from "./schema.js";

/** What came with a value: where it is, what stood there before, and who hears of violations. */
interface Place {
  readonly path: string;
  /** The old value there, if the two belong together: an unchanged value is not checked again. */
  readonly old: unknown;
  readonly report: (violation: FieldViolation) => void;
}

/** Everything that is wrong with an object. Fields that an update does not change are tolerated as they are. */
export function validate(value: unknown, schema: Schema, old?: unknown): FieldViolation[] {
  const violations: FieldViolation[] = [];
  const report = (violation: FieldViolation): void => void violations.push(violation);
  check(value, schema, { path: "", old, report });
  return violations;
}

const at = (place: Place, name: string, old: unknown): Place => ({
  path: place.path === "" ? name : `${place.path}.${name}`,
  old,
  report: place.report,
});

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (isList(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function allowedTypes(schema: Schema): readonly string[] {
  if (schema.intOrString) return ["integer", "string"];
  return schema.type === undefined ? [] : [schema.type];
}

function hasType(actual: string, allowed: readonly string[]): boolean {
  return (
    allowed.length === 0 ||
    allowed.includes(actual) ||
    (actual === "integer" && allowed.includes("number"))
  );
}

function check(value: unknown, schema: Schema, place: Place): void {
  if (place.old !== undefined && sameJson(value, place.old)) return;
  if (value === null && schema.nullable) return;
  const actual = typeOf(value);
  const allowed = allowedTypes(schema);
  const isOfType = hasType(actual, allowed);
  if (!isOfType) {
    const detail = `${place.path} in body must be of type ${allowed.join(",")}: ${JSON.stringify(actual)}`;
    place.report(typeInvalid(place.path, actual, detail));
  }
  if (schema.enum?.some((one) => sameJson(one, value)) === false) {
    place.report(notSupported(place.path, value, schema.enum.map(textOf)));
  }
  checkCombined(value, schema, place);
  if (isOfType) checkContent(value, schema, place);
}

/** Supported values are named as texts. */
const textOf = (value: unknown): string =>
  typeof value === "string" ? value : canonicalJson(value);

function checkContent(value: unknown, schema: Schema, place: Place): void {
  if (typeof value === "number") checkNumber(value, schema, place);
  else if (typeof value === "string") checkString(value, schema, place);
  else if (isList(value)) checkList(value, schema, place);
  else if (isRecord(value)) checkObject(value, schema, place);
}

/** What a part of a combination has against a value. */
function against(value: unknown, part: Schema, place: Place): FieldViolation[] {
  const violations: FieldViolation[] = [];
  const report = (violation: FieldViolation): void => void violations.push(violation);
  check(value, part, { path: place.path, old: undefined, report });
  return violations;
}

/** Violations of combinations name no field of their own; those of the part that comes nearest are told, too. */
function checkCombined(value: unknown, schema: Schema, place: Place): void {
  const say = (rule: string): void =>
    place.report(invalidValue("<nil>", "", `${JSON.stringify(place.path)} must ${rule}`));
  const results = (parts: readonly Schema[]): FieldViolation[][] =>
    parts.map((part) => against(value, part, place));
  const any = results(schema.anyOf);
  if (any.length > 0 && any.every(isBroken)) {
    say("validate at least one schema (anyOf)");
    reportNearest(any, place);
  }
  const one = results(schema.oneOf);
  const matching = one.filter((found) => !isBroken(found)).length;
  const exactly = "validate one and only one schema (oneOf). Found";
  if (matching > 1) say(`${exactly} ${matching} valid alternatives`);
  if (one.length > 0 && matching === 0) {
    say(`${exactly} none valid`);
    reportNearest(one, place);
  }
  const all = results(schema.allOf);
  for (const violation of all.flat()) place.report(violation);
  if (all.some(isBroken)) say("validate all the schemas (allOf)");
  if (schema.not !== undefined && !isBroken(against(value, schema.not, place)))
    say("not validate the schema (not)");
}

const isBroken = (violations: readonly FieldViolation[]): boolean => violations.length > 0;

/** The real server takes the part that fits in most respects; the first of those with the fewest violations is close to that. */
function reportNearest(results: readonly FieldViolation[][], place: Place): void {
  const [nearest = []] = results.toSorted((left, right) => left.length - right.length);
  for (const violation of nearest) place.report(violation);
}

function checkNumber(value: number, { limits }: Schema, place: Place): void {
  const { multipleOf } = limits;
  const isOff = multipleOf !== undefined && !isMultiple(value, multipleOf);
  const problems = [
    isOff ? `a multiple of ${multipleOf}` : undefined,
    below(value, limits),
    above(value, limits),
  ];
  for (const problem of problems) {
    if (problem !== undefined)
      place.report(invalidValue(place.path, value, `${place.path} in body should be ${problem}`));
  }
}

function below(value: number, { minimum, exclusiveMinimum }: Limits): string | undefined {
  if (minimum === undefined) return undefined;
  if (exclusiveMinimum) return value <= minimum ? `greater than ${minimum}` : undefined;
  return value < minimum ? `greater than or equal to ${minimum}` : undefined;
}

function above(value: number, { maximum, exclusiveMaximum }: Limits): string | undefined {
  if (maximum === undefined) return undefined;
  if (exclusiveMaximum) return value >= maximum ? `less than ${maximum}` : undefined;
  return value > maximum ? `less than or equal to ${maximum}` : undefined;
}

function isMultiple(value: number, factor: number): boolean {
  const ratio = value / factor;
  return Math.abs(ratio - Math.round(ratio)) < 1e-9;
}

function checkString(value: string, schema: Schema, place: Place): void {
  const { minLength, maxLength } = schema.limits;
  const say = (what: string): void =>
    place.report(invalidValue(place.path, value, `${place.path} in body should ${what}`));
  // Code points, not UTF-16 units: Go counts runes.
  const length = Array.from(value).length;
  if (maxLength !== undefined && length > maxLength) place.report(tooLong(place.path, maxLength));
  if (minLength !== undefined && length < minLength) say(`be at least ${minLength} chars long`);
  if (schema.pattern?.test(value) === false) say(`match '${schema.pattern.source}'`);
  if (schema.format !== undefined && !hasFormat(value, schema.format)) {
    const detail = `${place.path} in body must be of type ${schema.format}: ${JSON.stringify(value)}`;
    place.report(typeInvalid(place.path, value, detail));
  }
}

function checkObject(value: JsonObject, schema: Schema, place: Place): void {
  checkCount(Object.keys(value).length, schema, place);
  for (const name of Object.keys(value)) {
    const inner = schema.properties.get(name) ?? schema.additional;
    if (inner === undefined || value[name] === undefined) continue;
    check(value[name], inner, at(place, name, valueAt(place.old, [name])));
  }
  for (const name of schema.required) {
    if (value[name] === undefined) place.report(required(at(place, name, undefined).path));
  }
}

function checkCount(count: number, { limits }: Schema, place: Place): void {
  const { minProperties, maxProperties } = limits;
  if (minProperties !== undefined && count < minProperties) {
    const detail = `${place.path} in body should have at least ${minProperties} properties`;
    place.report(invalidValue(place.path, count, detail));
  }
  if (maxProperties !== undefined && count > maxProperties)
    place.report(tooMany(place.path, count, maxProperties));
}

function checkList(value: readonly unknown[], schema: Schema, place: Place): void {
  const { minItems, maxItems } = schema.limits;
  if (maxItems !== undefined && value.length > maxItems)
    place.report(tooMany(place.path, value.length, maxItems));
  if (minItems !== undefined && value.length < minItems) {
    place.report(
      invalidValue(
        place.path,
        value.length,
        `${place.path} in body should have at least ${minItems} items`,
      ),
    );
  }
  const before = oldItems(schema, place.old);
  for (const [index, item] of value.entries()) {
    const path = `${place.path}[${index}]`;
    if (schema.items !== undefined)
      check(item, schema.items, { path, old: before(item), report: place.report });
  }
  checkUnique(value, schema, place);
}

/** The key under which an item of a set or a map is unique. */
function itemKey(item: unknown, schema: Schema): unknown {
  if (schema.listType !== "map") return item;
  return Object.fromEntries(
    schema.listMapKeys
      .filter((key) => isRecord(item) && key in item)
      .map((key) => [key, valueAt(item, [key])]),
  );
}

function oldItems(schema: Schema, old: unknown): (item: unknown) => unknown {
  if (schema.listType !== "map" || !isList(old)) return () => undefined;
  const byKey = new Map(old.map((item) => [canonicalJson(itemKey(item, schema)), item]));
  return (item) => byKey.get(canonicalJson(itemKey(item, schema)));
}

function checkUnique(value: readonly unknown[], schema: Schema, place: Place): void {
  if (schema.listType === "atomic") return;
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const key = itemKey(item, schema);
    const text = canonicalJson(key);
    if (seen.has(text)) place.report(duplicate(`${place.path}[${index}]`, key));
    seen.add(text);
  }
}
