import { recordOperator } from "../definitions/records.js";
import { injectable } from "./injectable.js";

/** Options of `@Operator`: none yet. */
export type OperatorClassOptions = Readonly<Record<never, never>>;

/**
 * Marks a class with handlers. Needed where its constructor takes services: only a decorated class tells its parameters' types.
 * May stand on an abstract class whose constructor others inherit.
 *
 * @example
 * ```ts
 * @Operator()
 * class PingOperator {
 *   constructor(private readonly pings: PingQueueService) {}
 * }
 * ```
 */
export function Operator(
  options?: OperatorClassOptions,
): (target: abstract new (...args: never[]) => object) => void {
  return (target) => {
    injectable()(target);
    recordOperator(target, { options });
  };
}
