import { typeInfo } from "tsyringe/dist/cjs/dependency-container.js";

import { callUnknown, instancePrototype, memberOf, prototypeOf } from "../support/members.js";

/**
 * What tsyringe knows of classes. It keeps that in a module of its own and has no function to ask for it: the version is pinned,
 * and a test fails when the inner workings change.
 */

/** What a constructor gets at one position. */
export interface ConstructorParameter {
  /** A class, a string, a symbol, or what `delay` made: see `laterClass`. */
  readonly token: unknown;
  /** Everything that is registered under the token: `@injectAll`. */
  readonly isList: boolean;
  /** Nothing need be registered under the token. */
  readonly isOptional: boolean;
  /** What makes the parameter of the service. */
  readonly transform: { readonly token: unknown; readonly args: readonly unknown[] } | undefined;
}

/** How instances of a class are made. */
export interface Construction {
  /** The class that wrote the constructor: the class itself, or the nearest that it extends. */
  readonly owner: object;
  /**
   * `undefined` if the owner carries none of tsyringe's decorators. An element is `undefined`, and others are missing at the end,
   * where the compiler emitted no type.
   */
  readonly parameters: readonly (ConstructorParameter | undefined)[] | undefined;
}

/** Whether a class carries one of tsyringe's decorators. */
export function isDecorated(type: object): boolean {
  return typeInfo.has(type);
}

/** The classes that carry one of tsyringe's decorators, of this and of other operators. */
export function decoratedClasses(): Iterable<object> {
  return typeInfo.keys();
}

/** How instances of a class are made. tsyringe looks at the class alone, and calls an inherited constructor with nothing. */
export function constructionOf(type: object): Construction {
  const owner = writerOfConstructor(type);
  const raw = typeInfo.get(owner);
  // Array.from reads the holes of a list in which only some parameters have a token.
  const parameters =
    raw && Array.from(raw, (each, index) => (index in raw ? parameterOf(each) : undefined));
  return { owner, parameters };
}

/** What is asked for by its token alone. */
export function byToken(token: unknown): ConstructorParameter {
  return { token, isList: false, isOptional: false, transform: undefined };
}

function parameterOf(raw: unknown): ConstructorParameter {
  if (typeof raw !== "object" || raw === null || !("token" in raw)) return byToken(raw);
  const args = memberOf(raw, "transformArgs");
  return {
    token: raw.token,
    isList: memberOf(raw, "multiple") === true,
    isOptional: memberOf(raw, "isOptional") === true,
    transform:
      "transform" in raw
        ? { token: raw.transform, args: Array.isArray(args) ? args : [] }
        : undefined,
  };
}

function writerOfConstructor(type: object): object {
  for (let at: object | null = type; at !== null && isClass(at); at = prototypeOf(at))
    if (!isWrittenAsClass(at) || WRITTEN_CONSTRUCTOR.test(textOf(at))) return at;
  return type;
}

/**
 * Nothing but the text of a class tells a constructor without parameters from none. One that compilers write to put fields there
 * counts as none. A method that looks like a constructor counts as one: then the class is taken as it always was.
 */
const WRITTEN_CONSTRUCTOR = /\bconstructor\s*\((?!\)\s*\{\s*super\(\.\.\.arguments\))/;

/** Whether a class is written with the word. Function constructors are Node's and those of old libraries. */
export function isWrittenAsClass(type: object): boolean {
  return /^class\b/.test(textOf(type));
}

function isClass(type: object): boolean {
  return typeof type === "function" && instancePrototype(type) !== undefined;
}

function textOf(type: object): string {
  return Function.prototype.toString.call(type);
}

/** The function behind a class that is only known when it is asked for; `undefined` for any other token. */
export function laterClass(token: unknown): (() => unknown) | undefined {
  if (typeof token !== "object" || token === null || !("wrap" in token)) return undefined;
  const { wrap } = token;
  return typeof wrap === "function" ? () => callUnknown(wrap, undefined) : undefined;
}
