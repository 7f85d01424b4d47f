import type { DecoratorName } from "../definitions/decorator-rules.js";
import { recordHandler } from "../definitions/records.js";
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
  return (target: object, method: string | symbol, descriptor?: { readonly value?: unknown }) => {
    const isStatic = typeof target === "function";
    recordHandler(isStatic ? (instancePrototype(target) ?? target) : target, {
      decorator,
      method,
      isStatic,
      isMethod: typeof descriptor?.value === "function",
      ...given,
    });
  };
}
