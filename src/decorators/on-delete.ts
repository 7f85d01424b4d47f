import type { ResourceChange } from "../definitions/contexts.js";
import type { OnDeleteOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Calls the method before an object goes. Not served yet: `bootstrap` refuses it.
 *
 * @example
 * ```ts
 * @OnDelete("kopfexamples")
 * remove(@Name() name: string): void {}
 * ```
 */
export function OnDelete(
  selector: ResourceSelector,
  options?: OnDeleteOptions<ResourceChange>,
): HandlerDecorator {
  return handlerDecorator("OnDelete", { selector, options });
}
