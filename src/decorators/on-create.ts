import type { ResourceChange } from "../definitions/contexts.js";
import type { ChangeOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
import type { Memo } from "../memo/memo.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
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
export function OnCreate<T extends object = KubernetesObject, M extends object = Memo>(
  selector: ResourceSelector,
  options?: ChangeOptions<ResourceChange<T, M>>,
): HandlerDecorator {
  return handlerDecorator("OnCreate", { selector, options });
}
