import type { Reconciliation } from "../definitions/contexts.js";
import type { ReconcileOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
import type { Memo } from "../memo/memo.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Calls the method to bring the world into the state that the object asks for. Not served yet: `bootstrap` refuses it.
 *
 * @example
 * ```ts
 * @Reconcile("kopfexamples")
 * reconcile(object: Reconciliation): void {}
 * ```
 */
export function Reconcile<T extends object = KubernetesObject, M extends object = Memo>(
  selector: ResourceSelector,
  options?: ReconcileOptions<Reconciliation<T, M>>,
): HandlerDecorator {
  return handlerDecorator("Reconcile", { selector, options });
}
