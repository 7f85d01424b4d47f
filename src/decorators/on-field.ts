import type { ResourceChange } from "../definitions/contexts.js";
import type { OnUpdateOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
import type { Memo } from "../memo/memo.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Calls the method when one field of an object was changed. Not served yet: `bootstrap` refuses it.
 *
 * @example
 * ```ts
 * @OnField("kopfexamples", "spec.image")
 * imageChanged(@Old() before: string, @New() after: string): void {}
 * ```
 */
export function OnField<T extends object = KubernetesObject, M extends object = Memo>(
  selector: ResourceSelector,
  field: string | readonly string[],
  options?: Omit<OnUpdateOptions<ResourceChange<T, M>>, "field">,
): HandlerDecorator {
  return handlerDecorator("OnField", { selector, field, options });
}
