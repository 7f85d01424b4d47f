import type { ActivityOptions } from "../definitions/options.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Calls the method once, before anything is watched and before any request is made. It may fill the memo and change settings.
 * Tried again after an error, unless that is permanent; a final failure ends the start.
 *
 * @example
 * ```ts
 * @OnStartup()
 * async connect(memo: MyMemo): Promise<void> { memo.pool = await openPool(); }
 * ```
 */
export function OnStartup(options?: ActivityOptions): HandlerDecorator {
  return handlerDecorator("OnStartup", { options });
}
