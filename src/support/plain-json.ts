/** Tells whether a value is an object as `{}` makes it, of this realm or another: no list, no Map, no instance of a class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Tells whether JSON can say a value as it is. What cannot be looked at, a revoked proxy for example, is none. */
export function isJson(value: unknown): boolean {
  try {
    return isJsonWithin(value, []);
  } catch {
    return false;
  }
}

/** A value within itself has no end. */
function isJsonWithin(value: unknown, above: readonly object[]): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || above.includes(value)) return false;
  if (!Array.isArray(value) && !isPlainObject(value)) return false;
  const items: readonly unknown[] = Array.isArray(value) ? [...value] : Object.values(value);
  return items.every((item) => isJsonWithin(item, [...above, value]));
}
