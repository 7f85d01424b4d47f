import { badRequest } from "../api/failures.js";
import { isList, isRecord, type JsonObject, listAt, recordAt } from "../json/json.js";

/** A type of Go, and whether a JSON value can be read as one. */
interface GoType {
  readonly name: string;
  readonly fits: (value: unknown) => boolean;
}

const goType = (name: string, fits: GoType["fits"]): GoType => ({ name, fits });

const isString = (value: unknown): value is string => typeof value === "string";
const STRING = goType("string", isString);
const BOOL = goType("bool", (value) => typeof value === "boolean");
const FLOAT = goType("float64", (value) => typeof value === "number");
const INT = goType("int64", Number.isInteger);
const STRINGS = goType("[]string", (value) => isList(value) && value.every(isString));
const ANYTHING = goType("[]v1.JSON", isList);
const SCHEMAS = goType("[]v1.JSONSchemaProps", isList);
const SCHEMA_MAP = goType("map[string]v1.JSONSchemaProps", isRecord);

const FIELDS: readonly (readonly [GoType, readonly string[]])[] = [
  [
    STRING,
    [
      "type",
      "format",
      "title",
      "description",
      "pattern",
      "x-kubernetes-list-type",
      "x-kubernetes-map-type",
    ],
  ],
  [
    BOOL,
    [
      "exclusiveMinimum",
      "exclusiveMaximum",
      "uniqueItems",
      "nullable",
      "x-kubernetes-preserve-unknown-fields",
      "x-kubernetes-embedded-resource",
      "x-kubernetes-int-or-string",
    ],
  ],
  [FLOAT, ["minimum", "maximum", "multipleOf"]],
  [INT, ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"]],
  [STRINGS, ["required", "x-kubernetes-list-map-keys"]],
  [ANYTHING, ["enum"]],
  [SCHEMAS, ["allOf", "anyOf", "oneOf"]],
  [SCHEMA_MAP, ["properties"]],
];

function nameOf(value: unknown): string {
  if (isList(value)) return "array";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "number" : `number ${value}`;
  return typeof value;
}

/** Refuses a schema in which a field has a value of a type that it cannot have. */
export function refuseWrongTypes(schema: JsonObject, at: string): void {
  for (const [type, fields] of FIELDS) {
    for (const field of fields) {
      const value = schema[field] ?? null;
      if (value !== null && !type.fits(value)) refuse(value, `${at}.${field}`, type.name);
    }
  }
  for (const [field, inner] of innerOf(schema)) refuseWrongTypes(inner, `${at}.${field}`);
}

function innerOf(schema: JsonObject): (readonly [string, JsonObject])[] {
  const named = Object.values(recordAt(schema, "properties") ?? {}).map(
    (inner) => ["properties", inner] as const,
  );
  const listed = ["allOf", "anyOf", "oneOf"].flatMap((field) =>
    listAt(schema, field).map((inner) => [field, inner] as const),
  );
  const single = ["items", "additionalProperties", "not"].map(
    (field) => [field, schema[field]] as const,
  );
  return [...named, ...listed, ...single].flatMap(([field, inner]) =>
    isRecord(inner) ? [[field, inner] as const] : [],
  );
}

function refuse(value: unknown, at: string, type: string): never {
  throw badRequest(
    `CustomResourceDefinition in version "v1" cannot be handled as a CustomResourceDefinition: json: cannot unmarshal ${nameOf(value)} into Go struct field JSONSchemaProps.${at} of type ${type}`,
  );
}
