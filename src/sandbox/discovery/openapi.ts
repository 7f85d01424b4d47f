import { createHash } from "node:crypto";

import type { JsonObject, MutableJson } from "../json/json.js";
import type { Catalog } from "../kinds/catalog.js";
import type { ServedResource } from "../kinds/served-resource.js";

const META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
const string = { type: "string" };

const META_SCHEMA: JsonObject = {
  description:
    "ObjectMeta is metadata that all persisted resources must have, which includes all objects users must create.",
  type: "object",
  properties: {
    annotations: {
      type: "object",
      additionalProperties: string,
      description: "Unstructured values that tools keep with an object.",
    },
    creationTimestamp: { ...string, format: "date-time" },
    deletionGracePeriodSeconds: { type: "integer", format: "int64" },
    deletionTimestamp: { ...string, format: "date-time" },
    finalizers: {
      type: "array",
      items: string,
      description: "Must be empty before the object is deleted from the registry.",
    },
    generateName: {
      ...string,
      description: "An optional prefix, used by the server to generate a unique name.",
    },
    generation: { type: "integer", format: "int64" },
    labels: {
      type: "object",
      additionalProperties: string,
      description: "Keys and values to organize and select objects.",
    },
    managedFields: { type: "array", items: { type: "object" } },
    name: { ...string, description: "Name must be unique within a namespace." },
    namespace: {
      ...string,
      description: "Namespace defines the space within which each name must be unique.",
    },
    ownerReferences: {
      type: "array",
      items: { type: "object" },
      description: "Objects depended by this object.",
    },
    resourceVersion: string,
    selfLink: string,
    uid: string,
  },
};

const ENVELOPE: JsonObject = {
  apiVersion: {
    ...string,
    description: "APIVersion defines the versioned schema of this representation of an object.",
  },
  kind: {
    ...string,
    description: "Kind is a string value representing the REST resource this object represents.",
  },
  metadata: {
    description: "Standard object's metadata.",
    default: {},
    allOf: [{ $ref: `#/components/schemas/${META}` }],
  },
};

function documentName({ kind, version }: ServedResource): string {
  return kind.group === "" ? `api/${version.name}` : `apis/${kind.group}/${version.name}`;
}

function schemaName({ kind, version }: ServedResource): string {
  const group = kind.group === "" ? ["core"] : kind.group.split(".").toReversed();
  return [...group, version.name, kind.kind].join(".");
}

const identity = ({ kind, version }: ServedResource): JsonObject => ({
  group: kind.group,
  kind: kind.kind,
  version: version.name,
});

/** The schema of a kind; of built-in kinds the envelope is known, the rest is free. */
function componentOf(served: ServedResource): JsonObject {
  const own = served.version.schemaJson;
  const properties = own?.["properties"];
  const inner = typeof properties === "object" && properties !== null ? properties : {};
  const free = own === undefined ? { "x-kubernetes-preserve-unknown-fields": true } : {};
  return {
    type: "object",
    ...own,
    ...free,
    properties: { ...inner, ...ENVELOPE },
    "x-kubernetes-group-version-kind": [identity(served)],
  };
}

const parameter = (name: string, schema: JsonObject, description: string): JsonObject => ({
  name,
  in: "query",
  description,
  schema,
});

const WRITE_PARAMETERS = [
  parameter(
    "dryRun",
    string,
    "When present, indicates that modifications should not be persisted.",
  ),
  parameter("fieldManager", string, "The name of the actor that makes the change."),
  parameter(
    "fieldValidation",
    string,
    "Instructs the server on how to handle unknown or duplicate fields: Ignore, Warn or Strict.",
  ),
];

const PATCH_TYPES = ["application/json-patch+json", "application/merge-patch+json"];

interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  readonly action: string;
}

const ITEM: readonly Operation[] = [
  { method: "get", action: "get" },
  { method: "put", action: "put" },
  { method: "patch", action: "patch" },
  { method: "delete", action: "delete" },
];
const COLLECTION: readonly Operation[] = [
  { method: "get", action: "list" },
  { method: "post", action: "post" },
];

function operationOf(served: ServedResource, { method, action }: Operation): JsonObject {
  const schema = { $ref: `#/components/schemas/${schemaName(served)}` };
  const writes = method === "post" || method === "put" || method === "patch";
  const types = method === "patch" ? PATCH_TYPES : ["application/json", "application/yaml"];
  const content = Object.fromEntries(
    types.map((type) => [type, method === "patch" ? { schema: { type: "object" } } : { schema }]),
  );
  return {
    operationId: `${action}${served.kind.kind}`,
    ...(writes ? { parameters: WRITE_PARAMETERS, requestBody: { required: true, content } } : {}),
    responses: { "200": { description: "OK", content: { "application/json": { schema } } } },
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": identity(served),
  };
}

function pathsOf(served: ServedResource): readonly (readonly [string, JsonObject])[] {
  const { kind, version } = served;
  const inside = kind.namespaced ? "/namespaces/{namespace}" : "";
  const collection = `/${documentName(served)}${inside}/${kind.plural}`;
  const operations = (of: readonly Operation[]): JsonObject =>
    Object.fromEntries(of.map((operation) => [operation.method, operationOf(served, operation)]));
  const subresources = [
    ...(version.status ? ["status"] : []),
    ...(version.scale === undefined ? [] : ["scale"]),
  ];
  return [
    [collection, operations(COLLECTION)],
    [`${collection}/{name}`, operations(ITEM)],
    ...subresources.map((name): [string, JsonObject] => [
      `${collection}/{name}/${name}`,
      operations(ITEM.slice(0, 3)),
    ]),
  ];
}

/** The OpenAPI documents; made when they are asked for, and again when what is served has changed. */
export class OpenApi {
  readonly #catalog: Catalog;
  readonly #documents = new Map<string, string>();
  #generation = -1;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** `/openapi/v3`: every document with a hash of its content. */
  index(): string {
    const paths: MutableJson = {};
    for (const name of new Set(this.#catalog.served().map(documentName))) {
      const hash = createHash("sha512")
        .update(this.document(name) ?? "")
        .digest("hex")
        .toUpperCase();
      paths[name] = { serverRelativeURL: `/openapi/v3/${name}?hash=${hash}` };
    }
    return JSON.stringify({ paths });
  }

  /** One group and version, such as `api/v1` or `apis/apps/v1`. */
  document(name: string): string | undefined {
    if (this.#generation !== this.#catalog.generation) this.#documents.clear();
    this.#generation = this.#catalog.generation;
    const known = this.#documents.get(name);
    if (known !== undefined) return known;
    const served = this.#catalog.served().filter((candidate) => documentName(candidate) === name);
    if (served.length === 0) return undefined;
    const text = JSON.stringify({
      openapi: "3.0.0",
      info: { title: "Kubernetes", version: "v1.36.4" },
      paths: Object.fromEntries(served.flatMap(pathsOf)),
      components: {
        schemas: {
          [META]: META_SCHEMA,
          ...Object.fromEntries(served.map((of) => [schemaName(of), componentOf(of)])),
        },
      },
    });
    this.#documents.set(name, text);
    return text;
  }
}
