/** What a path and method ask for, before it is known whether that is served. */
export interface RequestInfo {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly verb: string;
  /** Present if the path has the form of a resource's. */
  readonly resource?: ResourcePath;
}

export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** Subresources of namespaces: `/namespaces/a/status` is not a kind "status" in namespace "a". */
const OF_NAMESPACES: ReadonlySet<string> = new Set(["status", "finalize"]);

interface Rest {
  readonly group: string;
  readonly version: string;
  readonly parts: readonly string[];
}

function splitRoot(parts: readonly string[]): Rest | undefined {
  if (parts[0] === "api" && parts[1] !== undefined)
    return { group: "", version: parts[1], parts: parts.slice(2) };
  const [root, group, version, ...rest] = parts;
  return root === "apis" && group !== undefined && version !== undefined
    ? { group, version, parts: rest }
    : undefined;
}

function splitResource({ group, version, parts }: Rest): ResourcePath | undefined {
  const [first, second, third] = parts;
  if (first === undefined) return undefined;
  const inNamespace =
    first === "namespaces" &&
    second !== undefined &&
    third !== undefined &&
    !OF_NAMESPACES.has(third);
  const [plural = "", name, ...subresource] = inNamespace ? parts.slice(2) : parts;
  return {
    group,
    version,
    plural,
    ...(inNamespace ? { namespace: second } : {}),
    ...(name === undefined ? {} : { name }),
    ...(subresource.length === 0 ? {} : { subresource: subresource.join("/") }),
  };
}

const ITEM_VERBS: Readonly<Record<string, string>> = {
  GET: "get",
  HEAD: "get",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
  POST: "create",
};
const COLLECTION_VERBS: Readonly<Record<string, string>> = {
  GET: "list",
  HEAD: "list",
  POST: "create",
  DELETE: "deletecollection",
  PUT: "update",
  PATCH: "patch",
};

const isTrue = (value: string | null): boolean =>
  value !== null && value !== "false" && value !== "0";

function verbOf(method: string, resource: ResourcePath, watching: boolean): string {
  const reading = method === "GET" || method === "HEAD";
  if (reading && watching && resource.subresource === undefined) return "watch";
  return (resource.name === undefined ? COLLECTION_VERBS[method] : ITEM_VERBS[method]) ?? "";
}

/** Reads a request line. The legacy `/watch/` in a path means the same as `?watch=true`. */
export function readRequest(method: string, url: string): RequestInfo {
  const { pathname, query } = splitUrl(url);
  const parts = pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decodePart);
  const rest = splitRoot(parts);
  const legacyWatch = rest?.parts[0] === "watch" && rest.parts.length > 1;
  const resource =
    rest === undefined
      ? undefined
      : splitResource(legacyWatch ? { ...rest, parts: rest.parts.slice(1) } : rest);
  if (resource === undefined) return { method, path: pathname, query, verb: method.toLowerCase() };
  const watching = legacyWatch || isTrue(query.get("watch"));
  return { method, path: pathname, query, resource, verb: verbOf(method, resource, watching) };
}

/** Path and query; also of something like `//`, which is no URL but may be asked for. */
function splitUrl(url: string): { readonly pathname: string; readonly query: URLSearchParams } {
  const at = url.indexOf("?");
  const path = at < 0 ? url : url.slice(0, at);
  const query = new URLSearchParams(at < 0 ? "" : url.slice(at + 1));
  return { pathname: path.replace(/^https?:\/\/[^/]*/, ""), query };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
