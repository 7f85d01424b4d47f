import { inspect, type InspectOptions } from "node:util";

import { readable } from "./members.js";
import { isJson } from "./plain-json.js";

const LONGEST = 80;

/** Shows a value of an author in a message: what it is, briefly. Never throws, whatever it is. */
export function shown(value: unknown): string {
  if (typeof value === "function") return nameOf(value);
  const text = asJson(value) ?? inspected(value, { depth: 2, breakLength: Infinity });
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}

/** As `inspect` shows it. Never throws, whatever it is: authors may say how a value is shown, and get it wrong. */
export function inspected(value: unknown, options?: InspectOptions): string {
  try {
    return inspect(value, options);
  } catch {
    return "a value that cannot be shown";
  }
}

/** A class may have a static `name` of any type. */
function nameOf(value: object): string {
  const name = readable(value, "name");
  return typeof name === "string" && name !== "" ? name : "a function";
}

/** JSON where that says all: a string, or a list or an object of nothing but JSON; `undefined` elsewhere. */
function asJson(value: unknown): string | undefined {
  const hasJson = (typeof value === "object" || typeof value === "string") && isJson(value);
  return hasJson ? JSON.stringify(value) : undefined;
}
