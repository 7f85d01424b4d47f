import { copyJson, isList, isRecord, type MutableJson, setField } from "../json/json.js";
import type { Schema } from "./schema.js";

/** A value that the caller made and may change. */
function isOwned(value: unknown): value is MutableJson {
  return isRecord(value);
}

/** Fills in, in place, the defaults of a schema. A `null` where it is not allowed counts as missing if there is a default. */
export function applyDefaults(value: unknown, schema: Schema): void {
  if (isList(value)) {
    if (schema.items !== undefined) for (const item of value) applyDefaults(item, schema.items);
  } else if (isOwned(value)) {
    for (const [name, inner] of schema.properties) defaultField(value, name, inner);
    if (schema.additional !== undefined) defaultOthers(value, schema, schema.additional);
  }
}

function defaultField(value: MutableJson, name: string, inner: Schema): void {
  const isMissing = value[name] === undefined || (value[name] === null && !inner.nullable);
  if (inner.hasDefault && isMissing) setField(value, name, copyJson(inner.default));
  if (value[name] !== undefined) applyDefaults(value[name], inner);
}

function defaultOthers(value: MutableJson, schema: Schema, additional: Schema): void {
  for (const name of Object.keys(value)) {
    if (!schema.properties.has(name)) applyDefaults(value[name], additional);
  }
}
