import { memberOf } from "../support/members.js";

/** A path into an object; each step is a key. */
export type FieldPath = readonly string[];

/** The value at a path; `undefined` where the path leads into nothing. */
export function valueAt(root: unknown, path: FieldPath): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = memberOf(value, key);
  }
  return value;
}

/**
 * A path as authors write it: with dots, or as a list where keys have dots themselves.
 *
 * @returns `undefined` if it is neither, or empty.
 */
export function parseFieldPath(field: unknown): FieldPath | undefined {
  const steps: readonly unknown[] =
    typeof field === "string" ? field.split(".") : Array.isArray(field) ? field : [];
  const keys = steps.filter((step): step is string => typeof step === "string" && step !== "");
  return keys.length > 0 && keys.length === steps.length ? keys : undefined;
}
