import type { DaemonRun } from "../definitions/contexts.js";
import type { DaemonOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
import type { Memo } from "../memo/memo.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Runs the method for as long as the object exists. Not served yet: `bootstrap` refuses it.
 *
 * @example
 * ```ts
 * @Daemon("kopfexamples")
 * async watch(signal: AbortSignal): Promise<void> {}
 * ```
 */
export function Daemon<T extends object = KubernetesObject, M extends object = Memo>(
  selector: ResourceSelector,
  options?: DaemonOptions<DaemonRun<T, M>>,
): HandlerDecorator {
  return handlerDecorator("Daemon", { selector, options });
}
