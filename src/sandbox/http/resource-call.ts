import type { IncomingHttpHeaders } from "node:http";

import { badRequest, methodNotAllowed, methodNotOffered, notFound } from "../api/failures.js";
import { PageNotFoundError } from "../api/status.js";
import type { ClusterState } from "../state.js";
import type { ServedResource } from "../kinds/served-resource.js";
import type { IncludeObject, Shape } from "../tables/represent.js";
import { negotiate } from "./media-types.js";
import type { RequestInfo, ResourcePath } from "./request-info.js";

/** A request for a resource that is served. */
export interface ResourceCall {
  readonly cluster: ClusterState;
  readonly info: RequestInfo;
  readonly served: ServedResource;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly signal: AbortSignal;
}

const ITEM_VERBS: ReadonlySet<string> = new Set(["get", "watch", "update", "patch", "delete"]);
const COLLECTION_VERBS: ReadonlySet<string> = new Set([
  "list",
  "watch",
  "create",
  "deletecollection",
]);
/** For the objects of a namespaced kind in all namespaces. */
const CLUSTER_WIDE_VERBS: ReadonlySet<string> = new Set(["list", "watch"]);
const SUBRESOURCE_VERBS: ReadonlySet<string> = new Set(["get", "update", "patch"]);

/** Whether the path addresses the kind in its scope: items of namespaced kinds need a namespace, cluster kinds must have none. */
function hasRightScope({ kind }: ServedResource, path: ResourcePath, verb: string): boolean {
  if (!kind.namespaced) return path.namespace === undefined;
  if (path.namespace !== undefined) return true;
  // Of custom kinds the real server does not know this path for other verbs.
  return path.name === undefined && (!kind.custom || CLUSTER_WIDE_VERBS.has(verb));
}

function verbsOf({ kind }: ServedResource, path: ResourcePath): ReadonlySet<string> {
  if (path.subresource !== undefined) return SUBRESOURCE_VERBS;
  if (path.name !== undefined) return ITEM_VERBS;
  const isClusterWide = kind.namespaced && path.namespace === undefined;
  return isClusterWide ? CLUSTER_WIDE_VERBS : COLLECTION_VERBS;
}

/** Refuses what a path does not offer. */
function checkVerb(served: ServedResource, path: ResourcePath, verb: string): void {
  const { kind } = served;
  const isTooMuch = verb === "deletecollection" && kind.rules.deletedOneByOne === true;
  if (verbsOf(served, path).has(verb) && !isTooMuch) return;
  if (!kind.custom) throw methodNotOffered();
  // What remains of custom kinds, such as POST to an object, the real server lets pass here.
  if (path.subresource !== undefined) throw methodNotAllowed(kind, verb);
}

function subresourcesOf({ kind, version }: ServedResource): readonly string[] {
  return [
    ...(version.status ? ["status"] : []),
    ...(version.scale === undefined ? [] : ["scale"]),
    ...(kind.rules.aliases ?? []),
  ];
}

/** Finds what a path leads to. A path that nobody serves is a plain 404; an unknown subresource is that of a missing object. */
export function resolveResource(
  cluster: ClusterState,
  { resource: path, verb }: RequestInfo,
): ServedResource {
  const served =
    path === undefined ? undefined : cluster.catalog.find(path.group, path.version, path.plural);
  if (path === undefined || served === undefined || !hasRightScope(served, path, verb))
    throw new PageNotFoundError();
  const { subresource, name = "" } = path;
  if (subresource !== undefined && !subresourcesOf(served).includes(subresource)) {
    if (served.kind.custom) throw notFound(served.kind, name);
    throw new PageNotFoundError();
  }
  checkVerb(served, path, verb);
  return served;
}

export function nameOfCall(call: ResourceCall): string {
  if (call.name === undefined) throw badRequest("name must be provided");
  return call.name;
}

const INCLUDES: readonly IncludeObject[] = ["None", "Metadata", "Object"];

/** How the answers of a call are written. */
export function shapeOf(call: ResourceCall): Shape {
  const asked = call.info.query.get("includeObject");
  const includeObject = INCLUDES.find((include) => include === asked) ?? "Metadata";
  return {
    representation: negotiate(call.headers.accept),
    includeObject,
    nowMs: call.cluster.clock.now(),
  };
}
