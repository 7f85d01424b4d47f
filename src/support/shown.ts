import { inspect } from "node:util";

const LONGEST = 80;

/** Shows a value of an author in a message: what it is, briefly. Never throws, whatever it is. */
export function shown(value: unknown): string {
  if (typeof value === "function") return value.name === "" ? "a function" : value.name;
  const text = asJson(value) ?? inspect(value, { depth: 2, breakLength: Infinity });
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}

/** JSON where that says all: a list or an object of nothing but JSON, or a string; `undefined` elsewhere. */
function asJson(value: unknown): string | undefined {
  if (typeof value !== "object" && typeof value !== "string") return undefined;
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
