import type { IncomingMessage } from "node:http";

/** What a request asks for, in Kubernetes' words. */
export type ProxiedVerb = "list" | "watch" | "get" | "create" | "update" | "patch" | "delete";

/** A request as the proxy saw it. */
export interface ProxiedRequest {
  readonly verb: ProxiedVerb;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What the server answered; `undefined` as long as it has not. */
  status: number | undefined;
  /** The media type of the answer. */
  contentType: string | undefined;
}

const WRITES: Readonly<Record<string, ProxiedVerb>> = {
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** `/api/v1/…` and `/apis/group/version/…`, with or without a namespace, up to a plural. */
const COLLECTION = /^\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)\/(?:namespaces\/[^/]+\/)?[^/]+$/;

export function describeRequest(incoming: IncomingMessage): ProxiedRequest {
  const url = new URL(incoming.url ?? "/", "http://proxy");
  const method = incoming.method ?? "GET";
  const verb = WRITES[method] ?? readVerb(url);
  const { pathname: path, searchParams: query } = url;
  return { verb, method, path, query, status: undefined, contentType: undefined };
}

function readVerb(url: URL): ProxiedVerb {
  if (["true", "1"].includes(url.searchParams.get("watch") ?? "")) return "watch";
  return COLLECTION.test(url.pathname) ? "list" : "get";
}
