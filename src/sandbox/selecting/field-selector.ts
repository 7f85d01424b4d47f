import { badRequest } from "../api/failures.js";
import type { ApiObject } from "../api/object.js";
import { valueAt } from "../json/json.js";

interface Term {
  readonly path: readonly string[];
  readonly value: string;
  readonly negated: boolean;
}

/** A parsed `fieldSelector`. */
export interface FieldSelector {
  matches(object: ApiObject): boolean;
  /** The one name that is selected, if it is one. */
  readonly name?: string;
}

const ALWAYS: ReadonlySet<string> = new Set(["metadata.name", "metadata.namespace"]);

/** Splits at commas that are not escaped. */
function splitTerms(text: string): string[] {
  return text.split(/(?<!\\),/).filter((term) => term !== "");
}

/** Reads a value: commas, equal signs and backslashes in it have a backslash before them. */
function unescape(text: string): string {
  const [escape] = /\\(?:[^\\,=]|$)/.exec(text.replaceAll(/\\[\\,=]/g, "")) ?? [];
  if (escape !== undefined)
    throw badRequest(`invalid field selector: invalid escape sequence: ${escape}`);
  const bare = /(?<!\\)(?:\\\\)*=/.test(text);
  if (bare) throw badRequest(`invalid field selector: unescaped character in value: ${EQUAL_SIGN}`);
  return text.replaceAll(/\\([\\,=])/g, "$1");
}

/** Go tells the character by its number. */
const EQUAL_SIGN = "=".charCodeAt(0);

function parseTerm(
  text: string,
  whole: string,
): { readonly field: string; readonly value: string; readonly negated: boolean } {
  const match = /^([^=!]*)(!=|==|=)(.*)$/.exec(text);
  if (match === null) throw badRequest(`invalid selector: '${whole}'; can't understand '${text}'`);
  const [, field = "", operator, value = ""] = match;
  return { field, value: unescape(value), negated: operator === "!=" };
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** Parses `fieldSelector`. Fields that the kind does not offer are refused; nothing is told by `undefined`. */
export function parseFieldSelector(
  text: string | null,
  selectable: readonly string[],
): FieldSelector | undefined {
  if (text === null || text === "") return undefined;
  const terms = splitTerms(text).map((term): Term => {
    const { field, value, negated } = parseTerm(term, text);
    if (!ALWAYS.has(field) && !selectable.includes(field))
      throw badRequest(`field label not supported: ${field}`);
    return { path: field.split("."), value, negated };
  });
  const named = terms.find((term) => !term.negated && term.path.join(".") === "metadata.name");
  return {
    matches: (object) =>
      terms.every(
        ({ path, value, negated }) => (textOf(valueAt(object, path)) === value) !== negated,
      ),
    ...(named === undefined ? {} : { name: named.value }),
  };
}
