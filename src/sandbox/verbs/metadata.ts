import { badRequest } from "../api/failures.js";
import type { Draft } from "../api/object.js";
import { goType, isList, isRecord, type JsonObject, type MutableJson } from "../json/json.js";
import type { Kind } from "../kinds/kind.js";
import type { ServedResource } from "../kinds/served-resource.js";

type Shape = "string" | "number" | "strings" | "stringMap" | "objects";

/** The fields of `ObjectMeta` and how they look. */
const FIELDS: Readonly<Record<string, Shape>> = {
  name: "string",
  generateName: "string",
  namespace: "string",
  selfLink: "string",
  uid: "string",
  resourceVersion: "string",
  generation: "number",
  creationTimestamp: "string",
  deletionTimestamp: "string",
  deletionGracePeriodSeconds: "number",
  labels: "stringMap",
  annotations: "stringMap",
  ownerReferences: "objects",
  finalizers: "strings",
  managedFields: "objects",
};

const GO_TYPES: Readonly<Record<Shape, string>> = {
  string: "string",
  number: "int64",
  strings: "[]string",
  stringMap: "map[string]string",
  objects: "[]v1.OwnerReference",
};

/** The part of a value that does not have its shape, and the Go type it should have. */
function misfit(value: unknown, shape: Shape): readonly [unknown, string] | undefined {
  if (shape === "string" || shape === "number") {
    return typeof value === shape ? undefined : [value, GO_TYPES[shape]];
  }
  if (shape === "stringMap") {
    return isRecord(value)
      ? firstOther(Object.values(value), isText, "string")
      : [value, GO_TYPES[shape]];
  }
  if (!isList(value)) return [value, GO_TYPES[shape]];
  return shape === "strings"
    ? firstOther(value, isText, "string")
    : firstOther(value, isRecord, "v1.OwnerReference");
}

const isText = (value: unknown): boolean => typeof value === "string";

function firstOther(
  items: readonly unknown[],
  fits: (item: unknown) => boolean,
  type: string,
): readonly [unknown, string] | undefined {
  const other = items.find((item) => item !== null && !fits(item));
  return other === undefined ? undefined : [other, type];
}

/** What is wrong, in Go's words, if an object has something else in the place of its metadata. */
export function metadataProblem(json: JsonObject, kind: Kind): string | undefined {
  const metadata = json["metadata"] ?? {};
  if (isRecord(metadata)) return undefined;
  const place = kind.custom ? "Go value" : `Go struct field ${kind.kind}.metadata`;
  return `json: cannot unmarshal ${goType(metadata)} into ${place} of type v1.ObjectMeta`;
}

/** Refuses an object that has something else in the place of its metadata. */
export function refuseOtherMetadata(json: JsonObject, { kind, version }: ServedResource): void {
  const problem = metadataProblem(json, kind);
  if (problem !== undefined) throw unreadable(kind.kind, version.name, problem);
}

function unreadable(kind: string, version: string, problem: string): Error {
  return badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`);
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === "" ||
  (isList(value) && value.length === 0) ||
  (isRecord(value) && Object.keys(value).length === 0);

/** Brings the metadata of a draft into the shape of `ObjectMeta`: what is unknown goes, what is empty is not written. */
export function shapeMetadata(draft: Draft, kind: string, removed: (path: string) => void): void {
  const shaped: MutableJson = {};
  for (const [field, value] of Object.entries(draft.metadata)) {
    const shape = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
    if (shape === undefined) {
      removed(`metadata.${field}`);
      continue;
    }
    if (isEmpty(value)) continue;
    const wrong = misfit(value, shape);
    if (wrong !== undefined) throw unmarshalFailure(draft, kind, field, wrong);
    if (field !== "selfLink") shaped[field] = shape === "stringMap" ? withoutNulls(value) : value;
  }
  draft.metadata = shaped;
}

function withoutNulls(value: unknown): MutableJson {
  return Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).map(([key, text]) => [key, text ?? ""]),
  );
}

function unmarshalFailure(
  draft: Draft,
  kind: string,
  field: string,
  [value, type]: readonly [unknown, string],
): Error {
  const version = draft.apiVersion.split("/").at(-1) ?? "";
  return unreadable(
    kind,
    version,
    `json: cannot unmarshal ${goType(value)} into Go struct field ObjectMeta.metadata.${field} of type ${type}`,
  );
}
