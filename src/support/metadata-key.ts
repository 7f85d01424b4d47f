import "reflect-metadata";

/** A typed slot of class metadata. With {@link parameterTypes} the only code in the SDK that touches `Reflect`'s metadata. */
export class MetadataKey<Value extends object> {
  readonly #key: symbol;

  constructor(name: string) {
    // Symbol.for: two copies of the package in one process agree.
    this.#key = Symbol.for(`kephale:${name}`);
  }

  define(target: object, value: Value): void {
    Reflect.defineMetadata(this.#key, Object.freeze(value), target);
  }

  /** What was defined on this very target, not on what it extends. */
  own(target: object): Readonly<Value> | undefined {
    return this.#read(Reflect.getOwnMetadata(this.#key, target));
  }

  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the door itself: `define` is the only writer of this key
  #read = (raw: unknown): Readonly<Value> | undefined => raw as Readonly<Value> | undefined;
}

/**
 * The parameter types that the compiler emitted for a constructor, or for a method of a class; `undefined` if there are none:
 * no decorator on it, or a transpiler that emits no metadata.
 */
export function parameterTypes(
  target: object,
  method?: string | symbol,
): readonly unknown[] | undefined {
  const types: unknown =
    method === undefined
      ? Reflect.getOwnMetadata("design:paramtypes", target)
      : Reflect.getOwnMetadata("design:paramtypes", target, method);
  return Array.isArray(types) ? types : undefined;
}
