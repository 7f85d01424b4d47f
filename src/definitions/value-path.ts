import { type FieldPath, parseFieldPath } from "../resources/field-path.js";
import type { ValueName } from "./value-names.js";

/** The path in a decorator of a value, `@Spec("image.tag")`; a string if it is none: what is wrong. */
export function parseValuePath(name: ValueName, raw: unknown): FieldPath | string {
  if (name === "labels" || name === "annotations") {
    return (
      parseTextKey(raw) ?? 'has a wrong key. It must be one key, like "app" or "example.com/app".'
    );
  }
  const path = parseFieldPath(raw);
  if (path === undefined)
    return 'has a wrong path. It must be like "image.tag", or a list of keys.';
  return problemBelowText(name, path) ?? path;
}

/** A key, dots and all. */
function parseTextKey(raw: unknown): FieldPath | undefined {
  const path = typeof raw === "string" && raw !== "" ? [raw] : parseFieldPath(raw);
  return path?.length === 1 ? path : undefined;
}

/** Where in the object paths begin that may lead to a label. */
const ROOTS: Readonly<Partial<Record<ValueName, FieldPath>>> = {
  body: [],
  old: [],
  new: [],
  diff: [],
  meta: ["metadata"],
};

/**
 * Labels and annotations are texts under keys that have dots: a path to one has its key as one step, and ends there.
 *
 * @returns what is wrong with a path that goes on below such a text, where it would never find anything.
 */
export function problemBelowText(name: ValueName, path: FieldPath): string | undefined {
  const root = ROOTS[name];
  if (root === undefined) return undefined;
  const [metadata, texts = "", ...key] = [...root, ...path];
  if (metadata !== "metadata" || !["labels", "annotations"].includes(texts) || key.length < 2)
    return undefined;
  const meant = [metadata, texts, key.join(".")].slice(root.length);
  return `leads below a label or an annotation, where nothing is. Their keys have dots: write ${JSON.stringify(meant)}.`;
}
