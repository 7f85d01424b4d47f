import { type ApiObject, jsonText } from "../api/object.js";
import type { Representation } from "../http/media-types.js";
import type { JsonObject } from "../json/json.js";
import type { KindVersion } from "../kinds/kind.js";
import type { ServedResource } from "../kinds/served-resource.js";
import type { Page } from "../verbs/list.js";

/** What a table row holds of its object. */
export type IncludeObject = "None" | "Metadata" | "Object";

/** How answers of one request are written. */
export interface Shape {
  readonly representation: Representation;
  readonly includeObject: IncludeObject;
  readonly nowMs: number;
}

/** What is shown in columns: a kind that is served, or a subresource. */
export interface Columned {
  readonly version: Pick<KindVersion, "columns">;
}

const partial = (object: ApiObject): JsonObject => ({
  kind: "PartialObjectMetadata",
  apiVersion: "meta.k8s.io/v1",
  metadata: object.metadata,
});

function included(object: ApiObject, include: IncludeObject): unknown {
  if (include === "Object") return object;
  return include === "None" ? null : partial(object);
}

function columnDefinitions(served: Columned): unknown {
  return served.version.columns.map(
    ({ name, type, format = "", description = "", priority = 0 }) => ({
      name,
      type,
      format,
      description,
      priority,
    }),
  );
}

function row(served: Columned, object: ApiObject, shape: Shape): JsonObject {
  return {
    cells: served.version.columns.map((column) => column.cell(object, shape.nowMs) ?? null),
    object: included(object, shape.includeObject),
  };
}

const table = (
  served: Columned,
  metadata: JsonObject,
  rows: readonly JsonObject[],
): JsonObject => ({
  kind: "Table",
  apiVersion: "meta.k8s.io/v1",
  metadata,
  columnDefinitions: columnDefinitions(served),
  rows,
});

/** One object as JSON, in the form that was asked for. */
export function objectJson(served: Columned, object: ApiObject, shape: Shape): string {
  const { as } = shape.representation;
  if (as === "object") return jsonText(object);
  if (as === "partial") return JSON.stringify(partial(object));
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  return JSON.stringify(table(served, metadata, [row(served, object, shape)]));
}

/** One object in an event; a table tells its columns in the first event only. */
export function eventJson(
  served: ServedResource,
  object: ApiObject,
  shape: Shape,
  first: boolean,
): string {
  if (shape.representation.as !== "table" || first) return objectJson(served, object, shape);
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  return JSON.stringify({
    ...table(served, metadata, [row(served, object, shape)]),
    columnDefinitions: null,
  });
}

function listMeta(page: Page, custom: boolean): JsonObject {
  return {
    ...(page.continue === "" && !custom ? {} : { continue: page.continue }),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
    resourceVersion: String(page.revision),
  };
}

/** Items of built-in lists do not repeat what the list says of them. */
function itemJson(object: ApiObject, custom: boolean): string {
  if (custom) return jsonText(object);
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return JSON.stringify(rest);
}

/** A list as JSON, in the form that was asked for. */
export function listJson(served: ServedResource, page: Page, shape: Shape): string {
  const { custom, listKind } = served.kind;
  const metadata = listMeta(page, custom);
  if (shape.representation.as === "table") {
    return JSON.stringify(
      table(
        served,
        metadata,
        page.items.map((object) => row(served, object, shape)),
      ),
    );
  }
  const isPartial = shape.representation.as === "partial";
  const kind = isPartial ? "PartialObjectMetadataList" : listKind;
  const apiVersion = isPartial ? "meta.k8s.io/v1" : served.apiVersion;
  const items = page.items.map((object) =>
    isPartial ? JSON.stringify(partial(object)) : itemJson(object, custom),
  );
  const head = JSON.stringify({ kind, apiVersion, metadata });
  return `${head.slice(0, -1)},"items":[${items.join(",")}]}`;
}
