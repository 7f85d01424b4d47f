import type { DecoratorName } from "../definitions/decorator-rules.js";
import {
  type HandlerRecord,
  recordHandler,
  recordStandard,
  recordUncalled,
} from "../definitions/records.js";
import { instancePrototype } from "../support/members.js";

/** What a handler decorator returns: it may stand on any method. */
export type HandlerDecorator = <Method extends (...args: never[]) => unknown>(
  target: object,
  method: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

/** What a handler decorator was given. */
interface Arguments {
  readonly selector?: unknown;
  readonly field?: unknown;
  readonly options: unknown;
}

/** Makes a decorator that writes itself down on the class. It never throws: mistakes are reported at bootstrap. */
export function handlerDecorator(decorator: DecoratorName, given: Arguments): HandlerDecorator {
  const prototype = [given.selector, given.options].find(isPrototype);
  if (prototype !== undefined) recordUncalled(prototype, decorator);
  return (target: object, method: string | symbol | object, descriptor?: PropertyDescriptor) => {
    if (typeof method === "object") {
      // The context of a standard decorator, as compilers make them without "experimentalDecorators".
      if (typeof target === "function") recordStandard(target, decorator);
      return;
    }
    const isStatic = typeof target === "function";
    recordHandler(isStatic ? (instancePrototype(target) ?? target) : target, {
      decorator,
      method,
      standsOn: isStatic ? "static method" : targetOf(descriptor),
      ...given,
    });
  };
}

/** A decorator that is not called gets what it decorates for its arguments: the prototype of the class first. */
function isPrototype(value: unknown): value is object {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "constructor"))
    return false;
  const type: unknown = value.constructor;
  return typeof type === "function" && instancePrototype(type) === value;
}

function targetOf(descriptor: PropertyDescriptor | undefined): HandlerRecord["standsOn"] {
  if (typeof descriptor?.value === "function") return "method";
  return descriptor?.get === undefined && descriptor?.set === undefined
    ? "something else"
    : "accessor";
}
