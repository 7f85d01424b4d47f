import { delay, inject as tsyringeInject } from "tsyringe";

import { recordParameter } from "../definitions/records.js";
import type { HandlerParameterDecorator } from "./parameter-decorator.js";

/** What a service may be asked for by: a class, abstract ones included, a string or a symbol. */
export type ServiceToken<Value = unknown> =
  | (abstract new (...args: never[]) => Value)
  | string
  | symbol;

/**
 * Constructor parameter, or a handler's: the service registered under a token.
 *
 * @example `constructor(@inject("bucket") private readonly bucket: string) {}`
 */
export function inject(token: ServiceToken): HandlerParameterDecorator {
  return (target, method, index) => {
    if (method === undefined) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tsyringe's type leaves out abstract classes, its code does not
      tsyringeInject(token as string)(target, method, index);
    } else
      recordParameter(target, {
        method,
        index,
        text: "@inject(...)",
        source: { kind: "token", token },
      });
  };
}

/**
 * Constructor parameter, or a handler's: a class that is defined further below, or in a file that imports this one.
 *
 * @example `constructor(@Inject(() => Later) private readonly later: Later) {}`
 */
export function Inject(
  later: () => abstract new (...args: never[]) => object,
): HandlerParameterDecorator {
  return (target, method, index) => {
    if (method !== undefined) {
      const source = { kind: "token", token: later } as const;
      recordParameter(target, { method, index, text: "@Inject(...)", source });
      return;
    }
    // `delay` throws at once if it gets nothing; decorators never throw.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tsyringe wants any arguments where ours says none
    const constructor = (() => later()) as () => new (...args: unknown[]) => object;
    tsyringeInject(delay(constructor))(target, method, index);
  };
}
