import { type FieldViolation, invalidValue, required } from "../api/field-violation.js";
import type { Draft } from "../api/object.js";
import {
  copyRecord,
  isList,
  isRecord,
  type MutableJson,
  recordAt,
  stringAt,
} from "../json/json.js";
import type { Schema } from "../schema/schema.js";
import { checkMetadata } from "./metadata-checks.js";
import { shapeMetadata } from "./metadata.js";

/** An object inside of an object, and where it is. */
interface Embedded {
  readonly at: string;
  readonly object: MutableJson;
}

/** The objects that a schema says are embedded (`x-kubernetes-embedded-resource`). */
function embeddedIn(value: unknown, schema: Schema, at = ""): Embedded[] {
  if (!schema.hasEmbedded) return [];
  if (isList(value)) {
    const { items } = schema;
    if (items === undefined) return [];
    return value.flatMap((item, index) => embeddedIn(item, items, `${at}[${index}]`));
  }
  if (!isRecord(value)) return [];
  const own: Embedded[] = schema.embedded && at !== "" ? [{ at, object: value }] : [];
  const inner = Object.keys(value).flatMap((name) => {
    const part = schema.properties.get(name) ?? schema.additional;
    return part === undefined
      ? []
      : embeddedIn(value[name], part, at === "" ? name : `${at}.${name}`);
  });
  return [...own, ...inner];
}

/** Brings the metadata of embedded objects into shape, as that of the object itself. */
export function shapeEmbedded(draft: Draft, schema: Schema, removed: (path: string) => void): void {
  const { apiVersion, kind } = draft;
  for (const { at, object } of embeddedIn(draft, schema)) {
    if (object["metadata"] === undefined) continue;
    const metadata = copyRecord(recordAt(object, "metadata") ?? {});
    const shaped = { apiVersion, kind, metadata };
    shapeMetadata(shaped, kind, (path) => removed(`${at}.${path}`));
    object["metadata"] = shaped.metadata;
  }
}

/** What is wrong with the kind and the metadata of embedded objects. */
export function checkEmbedded(draft: Draft, schema: Schema): FieldViolation[] {
  return embeddedIn(draft, schema).flatMap(({ at, object }) =>
    checkType(object, at).concat(
      checkMetadata(withName(object), "path").map(({ reason, field, message }) => ({
        reason,
        field: `${at}.${field}`,
        message,
      })),
    ),
  );
}

function checkType(object: MutableJson, at: string): FieldViolation[] {
  const apiVersion = stringAt(object, "apiVersion") ?? "";
  const problems: FieldViolation[] = [];
  if (apiVersion === "") problems.push(required(`${at}.apiVersion`));
  else if (apiVersion.split("/").length > 2) {
    const detail = `unexpected GroupVersion string: ${apiVersion}`;
    problems.push(invalidValue(`${at}.apiVersion`, apiVersion, detail));
  }
  if ((stringAt(object, "kind") ?? "") === "") problems.push(required(`${at}.kind`));
  return problems;
}

/** An embedded object needs no name. */
function withName(object: MutableJson): { readonly metadata: MutableJson } {
  const metadata = recordAt(object, "metadata");
  const name = stringAt(metadata, "name") ?? "";
  return { metadata: { ...metadata, name: name === "" ? "unnamed" : name } };
}
