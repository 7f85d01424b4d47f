import { memberOf } from "./members.js";

/** Under this key the SDK's classes that authors take by type say which copy of the package they are of. */
export const SDK_CLASS: unique symbol = Symbol.for("kephale.class");

/** The copy of the package that this module is of. */
export const THIS_COPY: object = Object.freeze({});

/** What to say of a class of the SDK that is not of this copy, or extends one; `undefined` for any other. */
export function otherCopyMessage(type: unknown): string | undefined {
  if (typeof type !== "function") return undefined;
  const copy = memberOf(type, SDK_CLASS);
  if (copy === undefined || copy === THIS_COPY) return undefined;
  return `${type.name} is of another copy of kephale than this bootstrap. Two copies are loaded: see \`npm ls kephale\`, and keep one.`;
}
