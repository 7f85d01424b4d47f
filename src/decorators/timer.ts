import type { TimerTick } from "../definitions/contexts.js";
import type { TimerOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
import type { Memo } from "../memo/memo.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Calls the method again and again while the object exists; at first at once, unless `initialDelay` says otherwise.
 * It puts no finalizer on the object.
 *
 * @example
 * ```ts
 * @Timer("KopfExample", { interval: "10s" })
 * tick(memo: PingMemo, logger: Logger): void { logger.info(`${memo.counter}`); }
 * ```
 */
export function Timer<T extends object = KubernetesObject, M extends object = Memo>(
  selector: ResourceSelector,
  options: TimerOptions<TimerTick<T, M>>,
): HandlerDecorator {
  return handlerDecorator("Timer", { selector, options });
}
