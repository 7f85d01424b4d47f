import { types } from "node:util";

import type { ErrorCode } from "./error-codes.js";
import { readable } from "./members.js";
import { inspected } from "./shown.js";

/** Shared by all copies of the package in a process. */
const BRAND = Symbol.for("kephale.error");

/**
 * The root of all errors that the SDK throws.
 *
 * @remarks
 * `code` is stable and explained in `docs/errors.md`; `cause` is the original error, if there is one.
 */
export class OperatorError extends Error {
  /** A stable name of what went wrong. */
  readonly code: ErrorCode;
  /** Tells `isOperatorError` across copies of the package. */
  readonly [BRAND] = true;

  constructor(code: ErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** An operator class, a decorator or a selector is wrong. All mistakes of an operator come in one report, at bootstrap. */
export class DefinitionError extends OperatorError {}

/** A setting, an option of `bootstrap` or the memo is wrong. Thrown at start. */
export class SettingsError extends OperatorError {}

/** Something was used in the wrong state: after a stop, or stopped while it started. */
export class LifecycleError extends OperatorError {}

/** A mistake of the SDK itself. Please report it, with the message. */
export class InvariantError extends OperatorError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("INVARIANT", `${message} This is a mistake in kephale: please report it.`, options);
  }
}

/**
 * Thrown by a handler: this attempt failed, try again.
 *
 * @example
 * ```ts
 * throw new TemporaryError("The database is not ready.", { delay: "10s" });
 * ```
 */
export class TemporaryError extends OperatorError {
  /** Time until the next attempt: seconds, or a string with a unit. */
  readonly delay: number | string;

  /**
   * @param options - `delay`: default 60 seconds, as in Kopf, whatever the settings say.
   */
  constructor(
    message: string,
    options: { readonly delay?: number | string; readonly cause?: unknown } = {},
  ) {
    super("TEMPORARY", message, options);
    this.delay = options.delay ?? 60;
  }
}

/** Thrown by a handler: trying again is useless. */
export class PermanentError extends OperatorError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("PERMANENT", message, options);
  }
}

/** Tells whether a value is an error, also one of another realm (`instanceof` fails there, under Jest for example). */
export function isError(value: unknown): value is Error {
  // oxlint-disable-next-line typescript/no-deprecated -- Error.isError does not exist below Node 24
  return types.isNativeError(value);
}

/** Tells whether a value is an error of this SDK, also one of another copy of the package. */
export function isOperatorError(value: unknown): value is OperatorError {
  return isError(value) && BRAND in value;
}

/** A chain of causes that a getter makes may have no end. */
const MOST_CAUSES = 100;

/** The message of anything that was thrown, with the messages of its causes. Never throws, whatever it is. */
export function messageOf(thrown: unknown): string {
  return messageWithin(thrown, new Set());
}

/** The stack of an error, or an empty string. Never throws, whatever it is. */
export function stackOf(thrown: unknown): string {
  const stack = isError(thrown) ? readable(thrown, "stack") : undefined;
  return typeof stack === "string" ? stack : "";
}

/** Causes may go round in a circle. */
function messageWithin(thrown: unknown, seen: Set<unknown>): string {
  if (!isError(thrown)) return typeof thrown === "string" ? thrown : inspected(thrown);
  seen.add(thrown);
  const message = ownMessage(thrown);
  const cause = readable(thrown, "cause");
  if (cause === undefined || seen.has(cause) || seen.size > MOST_CAUSES) return message;
  const why = messageWithin(cause, seen);
  return message.includes(why) ? message : `${message}: ${why}`;
}

/** A class of an author may declare `message` anew, without a value or as something else than a string. */
function ownMessage(error: Error): string {
  const message = readable(error, "message");
  if (typeof message === "string") return message;
  return message === undefined ? "an error without a message" : inspected(message);
}

/** Tells whether something that was thrown is an error of this SDK with a certain code. */
export function hasCode(thrown: unknown, code: ErrorCode): thrown is OperatorError {
  return isOperatorError(thrown) && thrown.code === code;
}
