import type { AdmissionRequest } from "../definitions/contexts.js";
import type { AdmissionOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
import type { Memo } from "../memo/memo.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Calls the method to change a request to the API server. Not served yet: `bootstrap` refuses it.
 *
 * @example
 * ```ts
 * @OnMutate("kopfexamples")
 * complete(request: AdmissionRequest): void {}
 * ```
 */
export function OnMutate<T extends object = KubernetesObject, M extends object = Memo>(
  selector: ResourceSelector,
  options?: AdmissionOptions<AdmissionRequest<T, M>>,
): HandlerDecorator {
  return handlerDecorator("OnMutate", { selector, options });
}
