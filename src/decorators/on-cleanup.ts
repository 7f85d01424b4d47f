import type { ActivityOptions } from "../definitions/options.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Calls the method once when the operator stops, after everything else has ended.
 *
 * @example
 * ```ts
 * @OnCleanup()
 * async close(memo: MyMemo): Promise<void> { await memo.pool.end(); }
 * ```
 */
export function OnCleanup(options?: ActivityOptions): HandlerDecorator {
  return handlerDecorator("OnCleanup", { options });
}
