import { types } from "node:util";

import { frozen } from "../resources/frozen.js";
import { jsonEqual } from "../resources/json.js";
import { isJson } from "../support/plain-json.js";
import { isPromiseLike } from "../support/promise-like.js";
import { shown } from "../support/shown.js";
import type { ObjectCall } from "./call.js";
import { ABSENT, PRESENT } from "./options.js";

type Predicate = (...values: readonly unknown[]) => unknown;

/** What a filter's value may be, beside PRESENT, ABSENT and a predicate. */
interface LiteralRule {
  readonly allows: (value: unknown) => boolean;
  readonly expected: string;
}

/** The value of a label or an annotation. */
export const TEXT: LiteralRule = {
  allows: (value) => typeof value === "string",
  expected: "a string",
};

/** The value of a field. Anything else equals no value of an object. */
export const JSON_VALUE: LiteralRule = { allows: isJson, expected: "JSON" };

/** Tells a function that an author gives for a value. */
export const isPredicate = (value: unknown): value is Predicate => typeof value === "function";

/** What is wrong with the value of a filter; `undefined` if nothing is. */
export function problemWithValue(
  name: string,
  value: unknown,
  rule: LiteralRule,
): string | undefined {
  if (isPredicate(value)) return problemWithPredicate(name, value);
  if (value === PRESENT || value === ABSENT || rule.allows(value)) return undefined;
  return `${name} is ${shown(value)}. It must be ${rule.expected}, PRESENT, ABSENT or a predicate.`;
}

/** A promise or a generator counts as true, whatever it comes to. */
export function problemWithPredicate(name: string, predicate: Predicate): string | undefined {
  const isAsync = types.isAsyncFunction(predicate);
  if (!isAsync && !types.isGeneratorFunction(predicate)) return undefined;
  return `${name} is ${isAsync ? "an async" : "a generator"} function. It must return true or false at once: filters do not wait.`;
}

/** Compiles a value that was checked. */
export function compileValue(
  name: string,
  expected: unknown,
): (value: unknown, call: ObjectCall) => boolean {
  if (expected === PRESENT) return (value) => value !== undefined;
  if (expected === ABSENT) return (value) => value === undefined;
  if (isPredicate(expected))
    return (value, call) => holds(name, expected(frozen(value), call.context()));
  return (value) => jsonEqual(value, expected);
}

/**
 * What the answer of a predicate means.
 *
 * @throws TypeError if it is a promise. Nobody waits for that one, so its rejection is taken here: it would end the process.
 */
export function holds(name: string, answer: unknown): boolean {
  if (!isPromiseLike(answer)) return Boolean(answer);
  void Promise.resolve(answer).catch(() => undefined);
  throw new TypeError(
    `${name} has returned a promise. It must return true or false at once: filters do not wait.`,
  );
}
