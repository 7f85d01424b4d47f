import { injectable as tsyringeInjectable, type InjectionToken } from "tsyringe";

/** Options of `@injectable`, which are tsyringe's. */
export interface InjectableOptions {
  /** Under which tokens the class is registered in the global container, too. */
  readonly token?: InjectionToken | InjectionToken[];
}

/**
 * Marks a service, so that the types of its constructor's parameters are known; or a class that services extend, abstract ones
 * included, whose constructor they inherit.
 *
 * @example
 * ```ts
 * @injectable()
 * class PingQueueService {
 *   constructor(private readonly memo: PingMemo) {}
 * }
 * ```
 */
export function injectable(
  options?: InjectableOptions,
): (target: abstract new (...args: never[]) => object) => void {
  return (target) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tsyringe's type leaves out abstract classes, its code does not
    tsyringeInjectable(options)(target as new (...args: unknown[]) => object);
  };
}
