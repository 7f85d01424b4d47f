import { inspect } from "node:util";

import { isJson } from "./plain-json.js";

const LONGEST = 80;

/** Shows a value of an author in a message: what it is, briefly. Never throws, whatever it is. */
export function shown(value: unknown): string {
  if (typeof value === "function") return value.name === "" ? "a function" : value.name;
  const text = asJson(value) ?? inspect(value, { depth: 2, breakLength: Infinity });
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}

/** JSON where that says all: a string, or a list or an object of nothing but JSON; `undefined` elsewhere. */
function asJson(value: unknown): string | undefined {
  const hasJson = (typeof value === "object" || typeof value === "string") && isJson(value);
  return hasJson ? JSON.stringify(value) : undefined;
}
