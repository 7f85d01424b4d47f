import type { ResourceChange } from "../definitions/contexts.js";
import type { OnUpdateOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
import type { Memo } from "../memo/memo.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Calls the method when an object was changed. Not served yet: `bootstrap` refuses it.
 *
 * @example
 * ```ts
 * @OnUpdate("kopfexamples")
 * update(@Diff() diff: Diff): void {}
 * ```
 */
export function OnUpdate<T extends object = KubernetesObject, M extends object = Memo>(
  selector: ResourceSelector,
  options?: OnUpdateOptions<ResourceChange<T, M>>,
): HandlerDecorator {
  return handlerDecorator("OnUpdate", { selector, options });
}
