import type { ResourceChange } from "../definitions/contexts.js";
import type { ChangeOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Calls the method when an object was created. Not served yet: `bootstrap` refuses it.
 *
 * @example
 * ```ts
 * @OnCreate("kopfexamples")
 * create(@Name() name: string): void {}
 * ```
 */
export function OnCreate(
  selector: ResourceSelector,
  options?: ChangeOptions<ResourceChange>,
): HandlerDecorator {
  return handlerDecorator("OnCreate", { selector, options });
}
