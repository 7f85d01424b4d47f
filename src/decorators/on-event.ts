import type { ResourceEvent } from "../definitions/contexts.js";
import type { OnEventOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
import type { Memo } from "../memo/memo.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Calls the method on every watch event of an object, the first listing included, in order, one at a time for each object.
 * It is never tried again after an error.
 *
 * @example
 * ```ts
 * @OnEvent("KopfExample")
 * pinged(memo: PingMemo): void { memo.counter++; }
 * ```
 */
export function OnEvent<T extends object = KubernetesObject, M extends object = Memo>(
  selector: ResourceSelector,
  options?: OnEventOptions<ResourceEvent<T, M>>,
): HandlerDecorator {
  return handlerDecorator("OnEvent", { selector, options });
}
