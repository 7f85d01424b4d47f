import { recordResourceScoped } from "../definitions/records.js";
import { injectable } from "./injectable.js";

/**
 * Marks a service of which each resource has its own instance: made on first use, with that resource's memo, and disposed
 * (`Symbol.asyncDispose`, else `Symbol.dispose`) when the resource is gone or the operator stops.
 *
 * @example
 * ```ts
 * @ResourceScoped()
 * class Backlog {
 *   constructor(private readonly memo: PingMemo) {}
 *   [Symbol.dispose](): void {}
 * }
 * ```
 */
export function ResourceScoped(): (target: new (...args: never[]) => object) => void {
  return (target) => {
    injectable()(target);
    recordResourceScoped(target);
  };
}
