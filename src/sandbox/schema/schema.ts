import {
  isList,
  isRecord,
  type JsonObject,
  listAt,
  numberAt,
  recordAt,
  stringAt,
  stringsAt,
} from "../json/json.js";

/** A structural schema as the sandbox works with it: read once from the CRD, then frozen. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties: ReadonlyMap<string, Schema>;
  readonly additional?: Schema;
  readonly items?: Schema;
  readonly required: readonly string[];
  readonly limits: Limits;
  readonly pattern?: RegExp;
  readonly allOf: readonly Schema[];
  readonly anyOf: readonly Schema[];
  readonly oneOf: readonly Schema[];
  readonly not?: Schema;
  readonly preserveUnknown: boolean;
  readonly embedded: boolean;
  readonly intOrString: boolean;
  readonly listType: "atomic" | "set" | "map";
  readonly listMapKeys: readonly string[];
  /** Whether this or something below is an embedded object. */
  readonly hasEmbedded: boolean;
  /** Whether some rule here or below is written in CEL. */
  readonly hasRules: boolean;
}

export interface Limits {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum: boolean;
  readonly exclusiveMaximum: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

const LIMITS = [
  "minimum",
  "maximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
] as const;

/** Go's words that JavaScript says differently. */
const TRANSLATED: Readonly<Record<string, string>> = { "\\z": "$", "\\A": "^", "(?P<": "(?<" };

/** Escapes, sets of characters, and beginnings of named groups: what is translated, and what must be passed over as a whole. */
const PATTERN_PARTS = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\(\?P</g;

/** Go's patterns in JavaScript: leading flags become flags, `\z` and `\A` anchors, `(?P<name>` a named group. */
export function compilePattern(pattern: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const source = (flags === null ? pattern : pattern.slice(flags[0].length)).replaceAll(
    PATTERN_PARTS,
    (part) => TRANSLATED[part] ?? part,
  );
  try {
    return new RegExp(source, `${flags?.[1] ?? ""}u`);
  } catch {
    // Go allows escapes of plain characters, which the Unicode mode of JavaScript forbids.
    return new RegExp(source, flags?.[1] ?? "");
  }
}

function listTypeOf(json: JsonObject): Schema["listType"] {
  const type = json["x-kubernetes-list-type"];
  return type === "set" || type === "map" ? type : "atomic";
}

const schemas = (json: JsonObject, field: string): Schema[] =>
  listAt(json, field).filter(isRecord).map(readSchema);

function readLimits(json: JsonObject): Limits {
  const limits: Record<string, number> = {};
  for (const name of LIMITS) {
    const limit = numberAt(json, name);
    if (limit !== undefined) limits[name] = limit;
  }
  return {
    ...limits,
    exclusiveMinimum: json["exclusiveMinimum"] === true,
    exclusiveMaximum: json["exclusiveMaximum"] === true,
  };
}

/** What is here or below; writes need not look for what there is not. */
function readMarks(
  json: JsonObject,
  below: readonly (Schema | undefined)[],
): Pick<Schema, "embedded" | "hasEmbedded" | "hasRules"> {
  const embedded = json["x-kubernetes-embedded-resource"] === true;
  const hasRules = listAt(json, "x-kubernetes-validations").length > 0;
  return {
    embedded,
    hasEmbedded: embedded || below.some((schema) => schema?.hasEmbedded === true),
    hasRules: hasRules || below.some((schema) => schema?.hasRules === true),
  };
}

/** Reads what a CRD has under `openAPIV3Schema`. Fields that are not understood do not matter. */
export function readSchema(json: JsonObject): Schema {
  const properties = new Map<string, Schema>();
  for (const [name, inner] of Object.entries(recordAt(json, "properties") ?? {})) {
    if (isRecord(inner)) properties.set(name, readSchema(inner));
  }
  const additional = recordAt(json, "additionalProperties");
  const items = recordAt(json, "items");
  const combined = {
    allOf: schemas(json, "allOf"),
    anyOf: schemas(json, "anyOf"),
    oneOf: schemas(json, "oneOf"),
  };
  const inner = additional === undefined ? undefined : readSchema(additional);
  const item = items === undefined ? undefined : readSchema(items);
  return Object.freeze<Schema>({
    ...optionalParts(json),
    ...combined,
    ...(inner === undefined ? {} : { additional: inner }),
    ...(item === undefined ? {} : { items: item }),
    properties,
    nullable: json["nullable"] === true,
    // A default of null is none.
    hasDefault: (json["default"] ?? null) !== null,
    required: stringsAt(json, "required"),
    limits: readLimits(json),
    preserveUnknown:
      json["x-kubernetes-preserve-unknown-fields"] === true ||
      json["additionalProperties"] === true,
    intOrString: json["x-kubernetes-int-or-string"] === true,
    listType: listTypeOf(json),
    listMapKeys: stringsAt(json, "x-kubernetes-list-map-keys"),
    ...readMarks(json, [...properties.values(), inner, item]),
  });
}

function optionalParts(
  json: JsonObject,
): Pick<Schema, "type" | "format" | "default" | "enum" | "pattern" | "not"> {
  const type = stringAt(json, "type");
  const format = stringAt(json, "format");
  const pattern = stringAt(json, "pattern");
  const not = recordAt(json, "not");
  return {
    ...(type === undefined || type === "" ? {} : { type }),
    ...(format === undefined ? {} : { format }),
    ...(pattern === undefined ? {} : { pattern: compilePattern(pattern) }),
    ...(not === undefined ? {} : { not: readSchema(not) }),
    ...(isList(json["enum"]) ? { enum: json["enum"] } : {}),
    ...(Object.hasOwn(json, "default") ? { default: json["default"] } : {}),
  };
}
