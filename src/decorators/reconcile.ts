import type { Reconciliation } from "../definitions/contexts.js";
import type { ReconcileOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
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
export function Reconcile(
  selector: ResourceSelector,
  options?: ReconcileOptions<Reconciliation>,
): HandlerDecorator {
  return handlerDecorator("Reconcile", { selector, options });
}
