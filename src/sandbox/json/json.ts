/** A JSON object whose fields are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A JSON object that is being made. */
export type MutableJson = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lists as `unknown[]`: what `Array.isArray` says of `unknown` is `any[]`. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** What Go calls the type of a JSON value. */
export function goType(value: unknown): string {
  if (isList(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/** The field as an object, or nothing. */
export function recordAt(value: unknown, field: string): JsonObject | undefined {
  const found = isRecord(value) ? value[field] : undefined;
  return isRecord(found) ? found : undefined;
}

/** The field as a list, or an empty one. */
export function listAt(value: unknown, field: string): readonly unknown[] {
  const found = isRecord(value) ? value[field] : undefined;
  return isList(found) ? found : [];
}

/** The field as a string, or nothing. */
export function stringAt(value: unknown, field: string): string | undefined {
  const found = isRecord(value) ? value[field] : undefined;
  return typeof found === "string" ? found : undefined;
}

/** The field as a number, or nothing. */
export function numberAt(value: unknown, field: string): number | undefined {
  const found = isRecord(value) ? value[field] : undefined;
  return typeof found === "number" ? found : undefined;
}

/** The strings of a list. */
export function stringsAt(value: unknown, field: string): readonly string[] {
  return listAt(value, field).filter((item) => typeof item === "string");
}

/** What stands at a path of fields. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const field of path) {
    if (!isRecord(found) || !Object.hasOwn(found, field)) return undefined;
    found = found[field];
  }
  return found;
}

/** Equality of JSON values; the order of fields does not count. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (isList(left)) {
    return (
      isList(right) &&
      left.length === right.length &&
      left.every((item, index) => sameJson(item, right[index]))
    );
  }
  if (!isRecord(left) || !isRecord(right)) return false;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && sameJson(left[name], right[name]));
}

/** A copy that can be changed without changing the original. */
export function copyJson(value: unknown): unknown {
  if (isList(value)) return value.map(copyJson);
  return isRecord(value) ? copyRecord(value) : value;
}

export function copyRecord(value: JsonObject): MutableJson {
  const copy: MutableJson = {};
  for (const name of Object.keys(value)) setField(copy, name, copyJson(value[name]));
  return copy;
}

/** Sets a field, also one named `__proto__`. */
export function setField(target: MutableJson, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else target[name] = value;
}

/** Freezes a value and everything in it. */
export function freezeJson<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    for (const inner of Object.values(value)) freezeJson(inner);
    Object.freeze(value);
  }
  return value;
}

/** The same value with the fields of every object in alphabetical order, as Go writes maps. */
export function sortFields(value: unknown): unknown {
  if (isList(value)) return value.map(sortFields);
  if (!isRecord(value)) return value;
  const sorted: MutableJson = {};
  for (const name of Object.keys(value).toSorted()) setField(sorted, name, sortFields(value[name]));
  return sorted;
}

/** JSON with sorted fields: two equal values have one text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sortFields(value));
}
