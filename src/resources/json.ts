/** Tells whether a value is an object with keys: no list, no null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells whether two JSON values are the same; the order of keys does not count. */
export function jsonEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => jsonEqual(item, other[index]));
  }
  if (!isRecord(one) || !isRecord(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && jsonEqual(one[key], other[key]))
  );
}

/**
 * Merges a JSON merge patch into another one, so that applying the result is applying both (RFC 7386 keeps its nulls). All of the
 * target is the caller's own: records of the patch are copied into it, not put there.
 */
export function mergeInto(
  target: Record<string, unknown>,
  patch: Readonly<Record<string, unknown>>,
): void {
  for (const [key, value] of Object.entries(patch)) {
    const present = Object.hasOwn(target, key) ? target[key] : undefined;
    if (isRecord(value) && isMutable(present)) mergeInto(present, value);
    else setOwn(target, key, copied(value));
  }
}

function isMutable(value: unknown): value is Record<string, unknown> {
  return isRecord(value);
}

/** A JSON value of one's own. What says itself how it is written as JSON, a date for example, is left as it is. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isRecord(value) || typeof value["toJSON"] === "function") return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) setOwn(copy, key, copied(item));
  return copy;
}

/** Sets a key, also one named `__proto__`. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  else target[key] = value;
}

/** The merge patch that makes one object of another; `undefined` if they are the same. */
export function mergePatchBetween(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(before)) if (after[key] === undefined) patch[key] = null;
  for (const [key, value] of Object.entries(after)) {
    const present = before[key];
    if (value === undefined || jsonEqual(present, value)) continue;
    patch[key] = isRecord(present) && isRecord(value) ? mergePatchBetween(present, value) : value;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** Tells whether applying a merge patch would change nothing. */
export function alreadyHas(object: unknown, patch: unknown): boolean {
  if (!isRecord(patch))
    return patch === null ? object === undefined || object === null : jsonEqual(object, patch);
  if (!isRecord(object)) return false;
  return Object.entries(patch).every(([key, value]) => alreadyHas(object[key], value));
}
