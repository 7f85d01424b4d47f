import { isList, isRecord, type MutableJson } from "../json/json.js";
import type { Schema } from "./schema.js";

/** Fields that every object, and every object embedded in one, may have. */
const ENVELOPE: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

/** A value that the caller made and may change. */
function isOwned(value: unknown): value is MutableJson {
  return isRecord(value);
}

/** Removes, in place, the fields that a schema does not declare, and tells the path of each in alphabetical order. */
export function prune(
  value: unknown,
  schema: Schema,
  removed: (path: string) => void,
  envelope = true,
): void {
  const paths: string[] = [];
  pruneValue(value, schema, { path: "", removed: (path) => void paths.push(path), envelope });
  for (const path of paths.toSorted()) removed(path);
}

interface Place {
  readonly path: string;
  readonly removed: (path: string) => void;
  /** Whether `apiVersion`, `kind` and `metadata` belong here. */
  readonly envelope: boolean;
}

function pruneValue(value: unknown, schema: Schema, place: Place): void {
  if (isList(value)) {
    const items = schema.items;
    if (items === undefined) return;
    for (const [index, item] of value.entries()) {
      pruneValue(item, items, {
        ...place,
        path: `${place.path}[${index}]`,
        envelope: items.embedded,
      });
    }
  } else if (isOwned(value)) pruneObject(value, schema, place);
}

function pruneObject(value: MutableJson, schema: Schema, place: Place): void {
  for (const name of Object.keys(value)) {
    if (place.envelope && ENVELOPE.has(name)) continue;
    const inner = schema.properties.get(name) ?? schema.additional;
    const path = place.path === "" ? name : `${place.path}.${name}`;
    if (inner !== undefined)
      pruneValue(value[name], inner, { ...place, path, envelope: inner.embedded });
    else if (!schema.preserveUnknown) {
      delete value[name];
      place.removed(path);
    }
  }
}
