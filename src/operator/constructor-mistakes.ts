import { isErased } from "../definitions/parameter-plan.js";
import { METADATA_REMEDY } from "../definitions/problems.js";
import { isResourceScoped, operatorRecord, type ParameterRecord } from "../definitions/records.js";
import type { ErrorCode } from "../support/error-codes.js";
import { memberOf } from "../support/members.js";
import { otherCopyMessage } from "../support/sdk-class.js";
import { shown } from "../support/shown.js";
import { type Construction, isWrittenAsClass } from "./injectable-classes.js";

/** What is wrong with a class as a whole. */
export interface ConstructorMistake {
  readonly message: string;
  readonly code?: ErrorCode;
}

/** Finds out whether the types of a constructor's parameters are known; those in `excused` were told of already. */
export function mistakeOfTypes(
  type: object,
  { owner, parameters }: Construction,
  excused: ReadonlyMap<number, unknown>,
): ConstructorMistake | undefined {
  const count = parameterCount(owner);
  if (parameters === undefined) {
    if (count === 0) return undefined;
    return owner === type ? { message: undecoratedMessage(type) } : mistakeOfBase(owner);
  }
  const positions = Array.from({ length: Math.max(count, parameters.length) }, (_, index) => index);
  const untyped = positions.filter(
    (index) => parameters[index] === undefined && !excused.has(index),
  );
  if (untyped.length === 0) return undefined;
  const which = untyped.map((index) => index + 1).join(", ");
  return {
    message: `the types of its constructor's parameters are not known, since the compiler emitted no metadata: ${untyped.length === 1 ? "parameter" : "parameters"} ${which}. ${METADATA_REMEDY}, or put @inject(TheClass) on each parameter.`,
    code: "METADATA_MISSING",
  };
}

/** A function constructor takes no services: what it takes may be left out, as with Node's EventEmitter. */
function mistakeOfBase(base: object): ConstructorMistake | undefined {
  if (!isWrittenAsClass(base)) return undefined;
  const name = shown(base);
  return {
    message: `it inherits the constructor of ${name}, whose parameters' types are not known. Put @injectable() on ${name}, or write the constructor here.`,
  };
}

function undecoratedMessage(type: object): string {
  if (operatorRecord(type) !== undefined || isResourceScoped(type)) {
    return "its decorator has told another copy of tsyringe what its constructor takes. Two copies are loaded: see `npm ls tsyringe kephale`, and keep one.";
  }
  return "its constructor takes parameters, but without a decorator their types are not known. Put @Operator() on a class with handlers, @injectable() on a service.";
}

function parameterCount(type: object): number {
  return typeof type === "function" ? type.length : 0;
}

/** What to say of a decorator that only handlers' parameters may have. */
export function misplacedMessage({ text, source }: ParameterRecord): string {
  const remedy =
    source.kind === "memo"
      ? "A constructor gets the memo by its class: write one for the memo, and take it here."
      : "A constructor is called before any handler. Take the value there, and hand it on.";
  return `${text} is for handlers' parameters. ${remedy}`;
}

/** What to say of a class that comes back to itself. */
export function circleMessage(
  token: unknown,
  chain: readonly unknown[],
  isResource: boolean,
): string {
  const circle = [...chain, token].map((each) => shown(each)).join(" → ");
  const remedy = isResource
    ? "Break the circle: let one of them be handed to the other."
    : `Break the circle with @Inject(() => ${shown(token)}).`;
  return `${shown(token)} needs itself: ${circle}. ${remedy}`;
}

/** What to say of a token under which nothing can be had. */
export function unknownMessage(token: unknown, memo: object): string {
  if (token === undefined)
    return "its class is undefined: it is defined below its use, or two files import each other. Move the class, or write @Inject(() => TheClass).";
  if (isErased(token)) {
    return `the compiler emitted ${shown(token)}: an interface, a union, a plain value, or a class that is imported with \`import type\`. Import the class itself, or use @inject("token").`;
  }
  const otherCopy = otherCopyMessage(token);
  if (otherCopy !== undefined) return otherCopy;
  if (typeof token !== "function")
    return `nothing is registered under ${shown(token)}. Register it in the container that bootstrap gets.`;
  const constructor = memberOf(memo, "constructor");
  const memoName = typeof constructor === "function" ? constructor.name : "object";
  return `${shown(token)} is neither registered nor decorated. Is this the memo? The memo of bootstrap is of the class ${memoName}. Is it a service? Then put @injectable() on it, or register it in the container that bootstrap gets.`;
}
