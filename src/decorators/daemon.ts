import type { DaemonRun } from "../definitions/contexts.js";
import type { DaemonOptions } from "../definitions/options.js";
import type { ResourceSelector } from "../definitions/selector.js";
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
export function Daemon(
  selector: ResourceSelector,
  options?: DaemonOptions<DaemonRun>,
): HandlerDecorator {
  return handlerDecorator("Daemon", { selector, options });
}
