import { copyJson, isRecord, type MutableJson, setField } from "../json/json.js";

/** Applies a JSON merge patch (RFC 7386); the target is not changed. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return copyJson(patch);
  const result: MutableJson = isRecord(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else
      setField(
        result,
        name,
        applyMergePatch(Object.hasOwn(result, name) ? result[name] : undefined, value),
      );
  }
  return result;
}
