import type { ResourceChange } from "../definitions/contexts.js";
import type { OnDeleteOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
import type { Memo } from "../memo/memo.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
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
export function OnDelete<T extends object = KubernetesObject, M extends object = Memo>(
  selector: ResourceSelector,
  options?: OnDeleteOptions<ResourceChange<T, M>>,
): HandlerDecorator {
  return handlerDecorator("OnDelete", { selector, options });
}
