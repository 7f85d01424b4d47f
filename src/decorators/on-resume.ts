import type { ResourceChange } from "../definitions/contexts.js";
import type { OnResumeOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
import type { Memo } from "../memo/memo.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Calls the method when the operator sees an object again that was handled before. Not served yet: `bootstrap` refuses it.
 *
 * @example
 * ```ts
 * @OnResume("kopfexamples")
 * resume(@Name() name: string): void {}
 * ```
 */
export function OnResume<T extends object = KubernetesObject, M extends object = Memo>(
  selector: ResourceSelector,
  options?: OnResumeOptions<ResourceChange<T, M>>,
): HandlerDecorator {
  return handlerDecorator("OnResume", { selector, options });
}
