import { types } from "node:util";

import { SettingsError } from "../support/errors.js";
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
  /** Called once per object; what it returns is the object's memo. */
  [copy](): object;
}

/** Tells whether a memo brings its own copy method. */
export function isCopyable(memo: object): memo is Copyable {
  return typeof memberOf(memo, copy) === "function";
}

/**
 * A resource's own memo: what `[copy]` gives, or a shallow copy.
 *
 * @throws SettingsError if `[copy]` returns something else than an object; and whatever it throws itself.
 */
export function copyMemo(memo: object): object {
  if (!isCopyable(memo)) return shallowCopy(memo);
  const copied: unknown = memo[copy]();
  if (typeof copied === "object" && copied !== null) return copied;
  throw new SettingsError(
    "MEMO_COPY",
    `[copy]() of the memo's class ${classNameOf(memo)} returned ${String(copied)}. It must return an object.`,
  );
}

/** The name of an object's class, for messages. */
export function classNameOf(object: object): string {
  const constructor: unknown = memberOf(object, "constructor");
  return typeof constructor === "function" && constructor.name !== ""
    ? constructor.name
    : "(anonymous)";
}

function shallowCopy(memo: object): object {
  const prototype = prototypeOf(memo);
  const blank = blankLike(memo);
  if (prototypeOf(blank) !== prototype) Object.setPrototypeOf(blank, prototype);
  // Ten times as fast as defining each property, and it is done once for each resource.
  if (canBeAssigned(memo, prototype)) return Object.assign(blank, memo);
  for (const key of Reflect.ownKeys(memo)) copyProperty(memo, blank, key);
  return blank;
}

function copyProperty(from: object, to: object, key: PropertyKey): void {
  const descriptor = Object.getOwnPropertyDescriptor(from, key);
  if (descriptor?.enumerable !== true) return;
  const isAccessor = descriptor.get !== undefined || descriptor.set !== undefined;
  // A frozen memo gives copies that can be written to.
  const changes = isAccessor ? { configurable: true } : { configurable: true, writable: true };
  Object.defineProperty(to, key, { ...descriptor, ...changes });
}

/** Whether an assignment of each property is a copy of it. */
function canBeAssigned(memo: object, prototype: object | null): boolean {
  for (const key of Object.keys(memo)) if (!isPlain(memo, prototype, key)) return false;
  for (const key of Object.getOwnPropertySymbols(memo))
    if (!isPlain(memo, prototype, key)) return false;
  return true;
}

/**
 * An accessor that stands in an object literal works on the object that it is on: its value of one moment is no copy of it. And where
 * the class has the name too, an assignment would call its setter.
 */
function isPlain(memo: object, prototype: object | null, key: PropertyKey): boolean {
  if (prototype !== null && key in prototype) return false;
  const descriptor = Object.getOwnPropertyDescriptor(memo, key);
  return descriptor?.get === undefined && descriptor?.set === undefined;
}

/** Built-in collections keep their contents in slots, which no property copy reaches, and which a subclass may show otherwise. */
function blankLike(memo: object): object {
  if (types.isMap(memo)) return new Map(Map.prototype.entries.call(memo));
  if (types.isSet(memo)) return new Set(Set.prototype.values.call(memo));
  if (types.isDate(memo)) return new Date(Date.prototype.getTime.call(memo));
  if (Array.isArray(memo)) return listOfLength(memo.length);
  const blank: object = Object.create(prototypeOf(memo));
  return blank;
}

/** Holes stay holes. */
function listOfLength(length: number): object {
  const list: unknown[] = [];
  list.length = length;
  return list;
}
