import { isRecord } from "../resources/json.js";
import { customResourceOf } from "../resources/custom-resource.js";
import type { Resource } from "../resources/resource.js";
import { shown } from "../support/shown.js";

/** Selects every kind that can be watched, except events. */
export const EVERYTHING: unique symbol = Symbol.for("kephale.everything");

/** A kind by one of its names, and the group and version where that is not enough. */
export interface SelectorObject {
  /** `""` for the core group. Default: any. */
  readonly group?: string;
  /** Default: the one that the server prefers. */
  readonly version?: string;
  /** `"kopfexamples"`. */
  readonly plural?: string;
  /** `"KopfExample"`. */
  readonly kind?: string;
  /** `"kopfexample"`. */
  readonly singular?: string;
  /** `"kex"`. */
  readonly shortName?: string;
  /** All kinds of a category, `"all"` for example. */
  readonly category?: string;
}

/**
 * Which kind a handler is for: a kind, plural, singular or short name (`"KopfExample"`, `"kopfexamples"`, `"kex"`), one with
 * group and version (`"kopfexamples.kopf.dev"`, `"kopf.dev/v1/kopfexamples"`, `"v1/pods"`), an object, a class with
 * `@CustomResource`, or `EVERYTHING`.
 */
export type ResourceSelector =
  | string
  | SelectorObject
  | (abstract new (...args: never[]) => object)
  | typeof EVERYTHING;

/** A selector taken apart. */
export interface Selector extends SelectorObject {
  /** Matches the plural, singular, kind or a short name. */
  readonly anyName?: string;
  readonly everything?: true;
  /** As the author wrote it, for messages. */
  readonly text: string;
}

/** A name of the API: no white space, nothing that a URL would have to escape. */
const WORD = /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/;
const VERSION = /^v\d+(?:(?:alpha|beta)\d+)?$/;
const NAME_KEYS = ["plural", "kind", "singular", "shortName", "category"] as const;
const KEYS: ReadonlySet<string> = new Set<string>(["group", "version", ...NAME_KEYS]);
const FORMS =
  'a name ("KopfExample", "kopfexamples.kopf.dev", "kopf.dev/v1/kopfexamples"), an object ({ group, version, plural | kind | singular | shortName | category }), a class with @CustomResource, or EVERYTHING';

/** Takes a selector apart; a string if it is none: what is wrong. */
export function parseSelector(raw: unknown): Selector | string {
  if (raw === EVERYTHING) return { everything: true, text: "EVERYTHING" };
  if (typeof raw === "string") return parseText(raw);
  if (typeof raw === "function") {
    const record = customResourceOf(raw);
    if (record === undefined)
      return `the class ${raw.name} selects no kind: it has no @CustomResource. It must be ${FORMS}.`;
    const { group, version, plural } = record;
    return [group, version, plural].every(isWord)
      ? { group, version, plural, text: raw.name }
      : `the class ${raw.name} selects no kind: group, version and plural of its @CustomResource must be names.`;
  }
  return isRecord(raw) ? parseObject(raw) : noKind(raw);
}

/** The same for all selectors that mean the same by the same words; the text may be cut, or that of two classes. */
export function selectorKey({
  everything,
  anyName,
  group,
  version,
  ...selector
}: Selector): string {
  const names = NAME_KEYS.map((key) => selector[key]);
  return JSON.stringify([everything, anyName, group, version, ...names]);
}

function parseText(text: string): Selector | string {
  const parts = text.split("/");
  if (parts.length > 3 || !parts.every(isWord)) return noKind(text);
  const [first = "", second = "", third] = parts;
  if (third !== undefined) return { group: first, version: second, anyName: third, text };
  if (parts.length === 2) {
    return VERSION.test(first)
      ? { group: "", version: first, anyName: second, text }
      : { group: first, anyName: second, text };
  }
  return parseDotted(text);
}

/** `name`, `name.group`, `name.version` or `name.version.group`, as Kopf reads them. */
function parseDotted(text: string): Selector | string {
  const [anyName = "", ...rest] = text.split(".");
  if (!isWord(anyName) || rest.includes("")) return noKind(text);
  const [first] = rest;
  if (first === undefined) return { anyName, text };
  if (!VERSION.test(first)) return { anyName, group: rest.join("."), text };
  return rest.length === 1
    ? { anyName, version: first, text }
    : { anyName, version: first, group: rest.slice(1).join("."), text };
}

function parseObject(raw: Readonly<Record<string, unknown>>): Selector | string {
  const given = Object.entries(raw).filter(([, value]) => value !== undefined);
  const selector = Object.fromEntries(given);
  const strange = given.find(
    ([key, value]) => !KEYS.has(key) || !(isWord(value) || (key === "group" && value === "")),
  );
  if (strange !== undefined)
    return `${shown(selector)} selects no kind: "${strange[0]}" is unknown, empty or no name. It must be ${FORMS}.`;
  if (NAME_KEYS.filter((key) => key in selector).length !== 1)
    return `${shown(selector)} selects no kind: exactly one of ${NAME_KEYS.join(", ")} must be given.`;
  // Not as messages show values: a warning that cuts the kind's name helps nobody.
  return { ...(selector satisfies SelectorObject), text: JSON.stringify(selector) };
}

function isWord(value: unknown): boolean {
  return typeof value === "string" && WORD.test(value);
}

function noKind(raw: unknown): string {
  return `${shown(raw)} selects no kind. It must be ${FORMS}.`;
}

/** Tells whether a kind is one that the selector means, preferred version or not. */
function selectorMatches(selector: Selector, resource: Resource): boolean {
  if (selector.group !== undefined && selector.group !== resource.group) return false;
  if (selector.version === undefined ? !resource.preferred : selector.version !== resource.version)
    return false;
  if (selector.everything === true) return !isEventKind(resource);
  return nameMatches(selector, resource);
}

function nameMatches(selector: Selector, resource: Resource): boolean {
  const { anyName } = selector;
  if (anyName !== undefined) {
    return [resource.plural, resource.singular, resource.kind, ...resource.shortNames].includes(
      anyName,
    );
  }
  if (selector.plural !== undefined) return selector.plural === resource.plural;
  if (selector.kind !== undefined) return selector.kind === resource.kind;
  if (selector.singular !== undefined) return selector.singular === resource.singular;
  if (selector.shortName !== undefined) return resource.shortNames.includes(selector.shortName);
  return (
    selector.category !== undefined &&
    resource.categories.includes(selector.category) &&
    !isEventKind(resource)
  );
}

function isEventKind(resource: Resource): boolean {
  return (
    resource.plural === "events" && (resource.group === "" || resource.group === "events.k8s.io")
  );
}

/** What a selector means in a cluster. */
export type Selection =
  | { readonly kind: "served"; readonly resources: readonly Resource[] }
  | { readonly kind: "missing" }
  | { readonly kind: "ambiguous"; readonly resources: readonly Resource[] };

/**
 * Finds the kinds that a selector means. A specific one that fits several kinds means the core group's among them, or nothing
 * (as in Kopf: a guess could serve the wrong kind).
 */
export function select(selector: Selector, resources: readonly Resource[]): Selection {
  const found = resources.filter((resource) => selectorMatches(selector, resource));
  if (found.length === 0) return { kind: "missing" };
  const isBroad = selector.everything === true || selector.category !== undefined;
  if (found.length === 1 || isBroad) return { kind: "served", resources: found };
  const core = found.filter(({ group }) => group === "");
  return core.length === 1
    ? { kind: "served", resources: core }
    : { kind: "ambiguous", resources: found };
}
