import { types } from "node:util";

import { hasCode, isError, messageOf, SettingsError } from "../support/errors.js";
import { memberOf, prototypeOf } from "../support/members.js";
import { codeOnly } from "./class-text.js";
import { classNameOf, copyMemo, isCopyable } from "./copy.js";

const REMEDY =
  'Give the class a [copy]() method (import { copy } from "kephale"); { return this; } shares one memo among all resources.';

/**
 * Checks before the start that a memo can be copied for each resource.
 *
 * @throws SettingsError naming the memo's class, and what to do.
 */
export function checkMemo(memo: unknown): asserts memo is object {
  if (typeof memo !== "object" || memo === null) {
    const found = memo === null || memo === undefined ? String(memo) : `a ${typeof memo}`;
    throw new SettingsError(
      "MEMO_COPY",
      `The memo is ${found}. It must be an object: a Memo, or an instance of a class of yours.`,
    );
  }
  const name = classNameOf(memo);
  if (!isCopyable(memo)) checkPlainCopy(memo, name);
  try {
    copyMemo(memo);
  } catch (error) {
    if (hasCode(error, "MEMO_COPY")) throw error;
    throw new SettingsError(
      "MEMO_COPY",
      `The memo of class ${name} cannot be copied: ${messageOf(error)}. Its [copy]() is called once before start-up handlers run, and must work then.`,
      { cause: error },
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
  return (
    SLOTTED.some((isSlotted) => isSlotted(memo)) ||
    isError(memo) ||
    classesOf(memo).some(({ name, text }) => NATIVE.test(text) && !COPIED_AS_SUCH.has(name))
  );
}

const NATIVE = /\{\s*\[native code\]\s*\}$/;
const COPIED_AS_SUCH: ReadonlySet<string> = new Set(["Object", "Map", "Set", "Date", "Array"]);

/** Private state that a compiler turned into WeakMaps cannot be seen. */
function classWithPrivateMembers(memo: object): string | undefined {
  const owner = classesOf(memo).find(({ text }) => /#[\p{ID_Start}$_]/u.test(codeOnly(text)));
  return owner === undefined || owner.name !== "" ? owner?.name : "(anonymous)";
}

/** The classes of an object, with their texts. */
function classesOf(memo: object): readonly { readonly name: string; readonly text: string }[] {
  const classes: { readonly name: string; readonly text: string }[] = [];
  for (let prototype = prototypeOf(memo); prototype !== null; prototype = prototypeOf(prototype)) {
    const constructor: unknown = Object.hasOwn(prototype, "constructor")
      ? memberOf(prototype, "constructor")
      : undefined;
    if (typeof constructor !== "function") continue;
    classes.push({ name: constructor.name, text: Function.prototype.toString.call(constructor) });
  }
  return classes;
}
