import { isRecord } from "../resources/json.js";

/** A text; `""` if it is none. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The texts of a list; none if it is no list. */
export function texts(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === "string")
    : [];
}

/** An object with keys; an empty one if it is none. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

/** The objects of a list; none if it is no list. */
export function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((item) => isRecord(item)) : [];
}
