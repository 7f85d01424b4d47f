import { memberOf, prototypeOf } from "../support/members.js";

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
  return typeof memberOf(memo, copy) === "function";
}

/** A resource's own memo: what `[copy]` gives, or a shallow copy. */
export function copyMemo(memo: object): object {
  if (isCopyable(memo)) return memo[copy]();
  const prototype = prototypeOf(memo);
  const blank = blankLike(memo);
  if (prototypeOf(blank) !== prototype) Object.setPrototypeOf(blank, prototype);
  return Object.assign(blank, memo);
}

/** Built-in collections keep their contents in slots, which no property copy reaches. */
function blankLike(memo: object): object {
  if (memo instanceof Map) return new Map(memo);
  if (memo instanceof Set) return new Set(memo);
  if (memo instanceof Date) return new Date(memo);
  if (isList(memo)) return [...memo];
  const blank: object = Object.create(prototypeOf(memo));
  return blank;
}

function isList(value: object): value is readonly unknown[] {
  return Array.isArray(value);
}
