import type { ActivityOptions } from "../definitions/options.js";
import { handlerDecorator, type HandlerDecorator } from "./handler-decorator.js";

/**
 * Calls the method when the liveness address is asked; what it returns is shown under its id, and kept for 10 seconds.
 * A probe that fails makes the answer 500. It is tried once for each question, unless `retries` or `timeout` says more.
 *
 * @example
 * ```ts
 * @OnProbe({ id: "now" })
 * now(): string { return new Date().toISOString(); }
 * ```
 */
export function OnProbe(options?: ActivityOptions): HandlerDecorator {
  return handlerDecorator("OnProbe", { options });
}
