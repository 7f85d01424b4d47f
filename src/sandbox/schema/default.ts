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
    return;
  }
  if (!isOwned(value)) return;
  for (const [name, inner] of schema.properties) {
    if (
      inner.hasDefault &&
      (value[name] === undefined || (value[name] === null && !inner.nullable))
    ) {
      setField(value, name, copyJson(inner.default));
    }
    if (value[name] !== undefined) applyDefaults(value[name], inner);
  }
  if (schema.additional !== undefined) {
    for (const name of Object.keys(value)) {
      if (!schema.properties.has(name)) applyDefaults(value[name], schema.additional);
    }
  }
}
