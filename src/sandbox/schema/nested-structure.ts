import { type FieldViolation, forbiddenField } from "../api/field-violation.js";
import { isRecord, type JsonObject, listAt, recordAt, sameJson } from "../json/json.js";

/** What a schema inside of a combination must leave to the schema around it, and how messages say so. */
const RESERVED: readonly (readonly [string, string])[] = [
  ["type", "must be empty to be structural"],
  ["title", "must be empty to be structural"],
  ["description", "must be empty to be structural"],
  ["default", "must be undefined to be structural"],
  ["additionalProperties", "must be undefined to be structural"],
  ["nullable", "must be false to be structural"],
  ["x-kubernetes-preserve-unknown-fields", "must be false to be structural"],
  ["x-kubernetes-embedded-resource", "must be false to be structural"],
  ["x-kubernetes-int-or-string", "must be false to be structural"],
  ["x-kubernetes-list-type", "must be undefined to be structural"],
  ["x-kubernetes-list-map-keys", "must be empty to be structural"],
  ["x-kubernetes-map-type", "must be undefined to be structural"],
];

const INT_OR_STRING = [{ type: "integer" }, { type: "string" }];

/** The one form in which a combination may name types. */
const namesIntOrString = (schema: JsonObject): boolean => sameJson(schema["anyOf"], INT_OR_STRING);

const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && value !== "";

/** What makes the combinations of a schema not structural. */
export function checkCombinations(schema: JsonObject, at: string): FieldViolation[] {
  const mayNameTypes = schema["x-kubernetes-int-or-string"] === true;
  const lists = ["allOf", "anyOf", "oneOf"].flatMap((field) => {
    if (field === "anyOf" && mayNameTypes && namesIntOrString(schema)) return [];
    return listAt(schema, field).flatMap((part, index) => {
      const isException =
        field === "allOf" &&
        index === 0 &&
        mayNameTypes &&
        isRecord(part) &&
        namesIntOrString(part);
      return isException ? [] : checkNested(part, `${at}.${field}[${index}]`);
    });
  });
  return [...lists, ...checkNested(schema["not"], `${at}.not`)];
}

function checkNested(part: unknown, at: string): FieldViolation[] {
  if (!isRecord(part)) return [];
  const properties = Object.entries(recordAt(part, "properties") ?? {});
  return [
    ...RESERVED.filter(([field]) => isSet(part[field])).map(([field, rule]) =>
      forbiddenField(`${at}.${field}`, rule),
    ),
    ...properties.flatMap(([name, inner]) => checkNested(inner, `${at}.properties[${name}]`)),
    ...checkNested(part["items"], `${at}.items`),
    ...checkCombinations(part, at),
  ];
}
