import { types } from "node:util";

import { isError, messageOf, SettingsError } from "../support/errors.js";
import { memberOf, prototypeOf } from "../support/members.js";
import { codeOnly } from "./class-text.js";
import { copyMemo, isCopyable } from "./copy.js";

const REMEDY =
  'Give the class a [copy]() method (import { copy } from "kephale"); { return this; } shares one memo among all resources.';

/**
 * Checks before the start that a memo can be copied for each resource.
 *
 * @throws SettingsError naming the memo's class, and what to do.
 */
export function checkMemo(memo: unknown): asserts memo is object {
  if (typeof memo !== "object" || memo === null) {
    const found = memo === null ? "null" : `a ${typeof memo}`;
    throw new SettingsError(
      "MEMO_COPY",
      `The memo is ${found}. It must be an object: a Memo, or an instance of a class of yours.`,
    );
  }
  const name = classNameOf(memo);
  if (!isCopyable(memo)) checkPlainCopy(memo, name);
  let copied: unknown;
  try {
    copied = copyMemo(memo);
  } catch (error) {
    throw new SettingsError(
      "MEMO_COPY",
      `The memo of class ${name} cannot be copied: ${messageOf(error)}. Its [copy]() is called once before start-up handlers run, and must work then.`,
      { cause: error },
    );
  }
  if (typeof copied !== "object" || copied === null) {
    throw new SettingsError(
      "MEMO_COPY",
      `[copy]() of the memo's class ${name} returned ${String(copied)}. It must return an object.`,
    );
  }
}

function checkPlainCopy(memo: object, name: string): void {
  if (hasForeignSlots(memo)) {
    throw new SettingsError(
      "MEMO_COPY",
      `The memo of class ${name} keeps its state where no copy reaches it. ${REMEDY}`,
    );
  }
  const owner = classWithPrivateMembers(memo);
  if (owner === undefined) return;
  throw new SettingsError(
    "MEMO_COPY",
    `The memo's class ${owner} has #private members, which a copy by properties would lose. ${REMEDY}`,
  );
}

/** The name of an object's class, for messages. */
export function classNameOf(object: object): string {
  const constructor: unknown = memberOf(object, "constructor");
  return typeof constructor === "function" && constructor.name !== ""
    ? constructor.name
    : "(anonymous)";
}

const SLOTTED = [
  types.isPromise,
  types.isRegExp,
  types.isWeakMap,
  types.isWeakSet,
  types.isAnyArrayBuffer,
  types.isArrayBufferView,
  types.isBoxedPrimitive,
  types.isGeneratorObject,
  types.isMapIterator,
  types.isSetIterator,
  types.isProxy,
  types.isExternal,
];

/** Map, Set, Date and Array are copied as such; other built-ins with inner state are not. */
function hasForeignSlots(memo: object): boolean {
  return SLOTTED.some((isSlotted) => isSlotted(memo)) || isError(memo) || memo instanceof WeakRef;
}

/** Private state that a compiler turned into WeakMaps cannot be seen. */
function classWithPrivateMembers(memo: object): string | undefined {
  for (let prototype = prototypeOf(memo); prototype !== null; prototype = prototypeOf(prototype)) {
    const constructor: unknown = Object.hasOwn(prototype, "constructor")
      ? memberOf(prototype, "constructor")
      : undefined;
    if (typeof constructor !== "function") continue;
    const code = codeOnly(Function.prototype.toString.call(constructor));
    if (/#[\p{ID_Start}$_]/u.test(code))
      return constructor.name === "" ? "(anonymous)" : constructor.name;
  }
  return undefined;
}
