import { OperatorError } from "../support/errors.js";

/** A memo was asked for a key that it does not have. */
export class MemoKeyError extends OperatorError {}

/**
 * An open record of what an operator remembers: any property may be set, or a subclass declares them with their types.
 * Nothing of it is kept over a restart.
 *
 * @example
 * ```ts
 * class PingMemo extends Memo {
 *   counter = 0;
 * }
 * ```
 */
export class Memo {
  /** Whatever the operator keeps. */
  [key: string]: unknown;

  /**
   * The value of a key, or the default if the memo does not have the key.
   *
   * @throws MemoKeyError if there is neither the key nor a default.
   */
  get<Value>(key: string, ...defaults: readonly [] | readonly [Value]): Value {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the author says what is kept under the key
    if (has(this, key)) return this[key] as Value;
    const [fallback] = defaults;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a default that is there is a Value, `undefined` included
    if (defaults.length > 0) return fallback as Value;
    const keys = Object.keys(this);
    const known =
      keys.length === 0 ? "it is empty" : `it has ${keys.map((name) => `"${name}"`).join(", ")}`;
    throw new MemoKeyError(
      "MEMO_KEY",
      `The memo has no key "${key}": ${known}. Set it first, or give get() a default.`,
    );
  }
}

/** What every object or memo has by its class is no key; what a memo's own class adds, a getter for example, is. */
function has(memo: Memo, key: string): boolean {
  return Object.hasOwn(memo, key) || (key in memo && !(key in Memo.prototype));
}
