import type { IndexedResource } from "../definitions/contexts.js";
import type { ChangeOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
import type { Memo } from "../memo/memo.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Keeps an index of what the method returns for each object. Not served yet: `bootstrap` refuses it.
 *
 * @example
 * ```ts
 * @Index("pods")
 * byNode(@Spec("nodeName") node: string): object { return { [node]: true }; }
 * ```
 */
export function Index<T extends object = KubernetesObject, M extends object = Memo>(
  selector: ResourceSelector,
  options?: ChangeOptions<IndexedResource<T, M>>,
): HandlerDecorator {
  return handlerDecorator("Index", { selector, options });
}
