/**
 * The key of a memo's own copy method. The operator's memo is copied for each resource when that appears first;
 * a class without this method is copied by its prototype and own enumerable properties.
 *
 * @example One memo for all resources:
 * ```ts
 * class Shared {
 *   [copy](): this { return this; }
 * }
 * ```
 */
export const copy: unique symbol = Symbol.for("kephale.copy");

/** A memo that says itself how it is copied. */
export interface Copyable {
  [copy](): object;
}

/** Tells whether a memo brings its own copy method. */
export function isCopyable(memo: object): memo is Copyable {
  return typeof Reflect.get(memo, copy) === "function";
}

/** A resource's own memo: what `[copy]` gives, or a shallow copy. */
export function copyMemo(memo: object): object {
  if (isCopyable(memo)) return memo[copy]();
  const prototype: unknown = Object.getPrototypeOf(memo);
  const blank = blankLike(memo);
  if (Object.getPrototypeOf(blank) !== prototype) Object.setPrototypeOf(blank, prototype as object | null);
  return Object.assign(blank, memo);
}

/** Built-in collections keep their contents in slots, which no property copy reaches. */
function blankLike(memo: object): object {
  if (memo instanceof Map) return new Map(memo);
  if (memo instanceof Set) return new Set(memo);
  if (memo instanceof Date) return new Date(memo);
  if (Array.isArray(memo)) return [...(memo as readonly unknown[])];
  return Object.create(Object.getPrototypeOf(memo) as object | null) as object;
}
