/** A member of an object by a name that is only known at run time. */
export function memberOf(object: object, name: PropertyKey): unknown {
  return Reflect.get(object, name);
}

/** The same of an object of which nothing is known: `undefined` where it cannot be read. */
export function readable(object: object, name: PropertyKey): unknown {
  try {
    return Reflect.get(object, name);
  } catch {
    return undefined;
  }
}

/** What an object inherits from. */
export function prototypeOf(object: object): object | null {
  return Reflect.getPrototypeOf(object);
}

/** The prototype that instances of a class inherit from; `undefined` for functions that are no class. */
export function instancePrototype(type: object): object | undefined {
  const prototype = memberOf(type, "prototype");
  return typeof prototype === "object" && prototype !== null ? prototype : undefined;
}

/** Calls a function of which nothing but that is known. */
export function callUnknown(target: unknown, self: unknown, ...args: readonly unknown[]): unknown {
  return typeof target === "function" ? Reflect.apply(target, self, args) : undefined;
}
