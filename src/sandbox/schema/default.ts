import { copyJson, isRecord, type MutableJson, setField } from "../json/json.js";
import type { Schema } from "./schema.js";

/** A value that the caller made and may change. */
function isOwned(value: unknown): value is MutableJson {
  return isRecord(value);
}

/**
 * Fills in, in place, the defaults of a schema. A `null` where it is not allowed counts as missing: it gives way to the
 * default, or goes; in a list it stays, for validation to refuse.
 */
export function applyDefaults(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    if (schema.items !== undefined) defaultItems(value, schema.items);
  } else if (isOwned(value)) {
    for (const [name, inner] of schema.properties) defaultField(value, name, inner);
    if (schema.additional !== undefined) defaultOthers(value, schema, schema.additional);
  }
}

const isForbiddenNull = (value: unknown, { nullable }: Schema): boolean =>
  value === null && !nullable;

function defaultItems(list: unknown[], items: Schema): void {
  for (const [index, item] of list.entries()) {
    if (items.hasDefault && isForbiddenNull(item, items)) list[index] = copyJson(items.default);
    applyDefaults(list[index], items);
  }
}

function defaultField(value: MutableJson, name: string, inner: Schema): void {
  const isNull = isForbiddenNull(value[name], inner);
  if (inner.hasDefault && (isNull || value[name] === undefined))
    setField(value, name, copyJson(inner.default));
  else if (isNull) delete value[name];
  if (value[name] !== undefined) applyDefaults(value[name], inner);
}

function defaultOthers(value: MutableJson, schema: Schema, additional: Schema): void {
  for (const name of Object.keys(value)) {
    // What is missing among them has no name that could be defaulted.
    if (!schema.properties.has(name)) defaultField(value, name, additional);
  }
}
