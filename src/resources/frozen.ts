/**
 * Makes a JSON value read-only, down to its leaves, and returns it: what handlers are given of an object is shared by all handlers of
 * an event, and what a patch asks for is compared with it. A value that was frozen here before is known by its root.
 */
export function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) for (const item of value) frozen(item);
  // All properties of parsed JSON are its own; a list of its keys is not needed.
  else for (const key in value) frozen(value[key]);
  return Object.freeze(value);
}
