import {
  type FieldViolation,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from "../api/field-violation.js";
import { type JsonObject, recordAt, stringAt, stringsAt } from "../json/json.js";

const TYPE = "x-kubernetes-list-type";
const KEYS = "x-kubernetes-list-map-keys";
const MAP_TYPE = "x-kubernetes-map-type";

/** What is wrong with how a schema says that lists and maps are merged. */
export function checkListType(schema: JsonObject, at: string): FieldViolation[] {
  const type = stringAt(schema, TYPE) ?? "";
  const keys = stringsAt(schema, KEYS);
  const items = recordAt(schema, "items");
  return [
    ...checkTypes(schema, at),
    ...checkKeys(type, keys, at),
    ...(items === undefined ? [] : checkItems(type, items, `${at}.items`)),
    ...(type === "map" && items !== undefined ? checkMapItems(keys, items, at) : []),
  ];
}

/** The merge strategies that there are, and the type that a schema with one must have. */
const STRATEGIES = [
  { field: TYPE, of: "array", known: ["atomic", "set", "map"] },
  { field: MAP_TYPE, of: "object", known: ["atomic", "granular"] },
];

function checkTypes(schema: JsonObject, at: string): FieldViolation[] {
  return STRATEGIES.flatMap(({ field, of, known }) => {
    const strategy = stringAt(schema, field) ?? "";
    const type = stringAt(schema, "type") ?? "";
    if (strategy === "") return [];
    if (!known.includes(strategy)) return [notSupported(`${at}.${field}`, strategy, known)];
    return type === of
      ? []
      : [invalidValue(`${at}.type`, type, `must be ${of} if ${field} is specified`)];
  });
}

function checkKeys(type: string, keys: readonly string[], at: string): FieldViolation[] {
  if (type === "map" && keys.length === 0)
    return [required(`${at}.${KEYS}`, `must not be empty if ${TYPE} is map`)];
  if (type === "map" || keys.length === 0) return [];
  const place = `${at}.${TYPE}`;
  return type === ""
    ? [required(place, `must be map if ${KEYS} is non-empty`)]
    : [invalidValue(place, type, `must be map if ${KEYS} is non-empty`)];
}

function checkItems(type: string, items: JsonObject, at: string): FieldViolation[] {
  if (type !== "set" && type !== "map") return [];
  const rule = `cannot be nullable when ${TYPE} is ${type}`;
  return [
    ...(items["nullable"] === true ? [forbiddenField(`${at}.nullable`, rule)] : []),
    ...(type === "set" ? checkAtomic(items, at) : []),
  ];
}

/** Items of a set are compared as a whole. Without saying so lists are atomic, objects are not. */
function checkAtomic(items: JsonObject, at: string): FieldViolation[] {
  const mapType = stringAt(items, MAP_TYPE);
  const listType = stringAt(items, TYPE) ?? "atomic";
  const rule = `must be atomic as item of a list with ${TYPE}=set`;
  if (stringAt(items, "type") === "object" && mapType !== "atomic")
    return [invalidValue(`${at}.${MAP_TYPE}`, mapType ?? null, rule)];
  return listType === "atomic" ? [] : [invalidValue(`${at}.${TYPE}`, listType, rule)];
}

function checkMapItems(keys: readonly string[], items: JsonObject, at: string): FieldViolation[] {
  const type = stringAt(items, "type") ?? "";
  const isMap = `parent array's ${TYPE} is map`;
  if (type !== "object")
    return [invalidValue(`${at}.items.type`, type, `must be object if ${isMap}`)];
  const properties = recordAt(items, "properties") ?? {};
  const declared = keys.filter((key) => properties[key] !== undefined);
  const say = (rule: string): FieldViolation => invalidValue(`${at}.${KEYS}`, keys, rule);
  return [
    ...(new Set(keys).size === keys.length ? [] : [say("must not contain duplicate entries")]),
    ...(declared.length === keys.length
      ? []
      : [say("entries must all be names of item properties")]),
    ...[...new Set(declared)].flatMap((key) =>
      checkKey(recordAt(properties, key) ?? {}, {
        at: `${at}.items.properties[${key}]`,
        isRequired: stringsAt(items, "required").includes(key),
      }),
    ),
  ];
}

function checkKey(
  key: JsonObject,
  { at, isRequired }: { readonly at: string; readonly isRequired: boolean },
): FieldViolation[] {
  const problems: FieldViolation[] = [];
  const type = stringAt(key, "type") ?? "";
  const isKey = `this property is in ${KEYS}`;
  if (type === "object" || type === "array") {
    const rule = `must be a scalar type if parent array's ${TYPE} is map`;
    problems.push(invalidValue(`${at}.type`, type, rule));
  }
  if (!isRequired && (key["default"] ?? null) === null) {
    const rule = `${isKey}, so it must have a default or be a required property`;
    problems.push(required(`${at}.default`, rule));
  }
  if (key["nullable"] === true)
    problems.push(forbiddenField(`${at}.nullable`, `${isKey}, so it cannot be nullable`));
  return problems;
}
