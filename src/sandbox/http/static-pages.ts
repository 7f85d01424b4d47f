import type { ClusterState } from "../state.js";
import {
  AGGREGATED_TYPE,
  aggregated,
  coreVersions,
  groupDocument,
  groupList,
  resourceList,
  VERSION,
} from "../discovery/discovery.js";
import type { OpenApi } from "../discovery/openapi.js";
import { type Answer, jsonAnswer, textAnswer } from "./answer.js";
import { parseAccept } from "./media-types.js";
import type { RequestInfo } from "./request-info.js";

/** What the pages beside resources are made of. */
export interface Pages {
  readonly cluster: ClusterState;
  readonly openApi: OpenApi;
  readonly address: () => string;
}

const HEALTH: ReadonlySet<string> = new Set(["healthz", "livez", "readyz"]);

function health(name: string, query: URLSearchParams): Answer {
  if (!query.has("verbose")) return textAnswer(200, "ok");
  return textAnswer(200, `[+]ping ok\n${name} check passed\n`);
}

/** Whether an Accept header asks for aggregated discovery before anything else that can be had. */
function wantsAggregated(accept: string | undefined): boolean {
  const first = parseAccept(accept).find(({ parameters, type }) => {
    const isPlain =
      parameters.get("as") === undefined &&
      ["application/json", "*/*", "application/*"].includes(type);
    return (
      isPlain || (parameters.get("as") === "APIGroupDiscoveryList" && parameters.get("v") === "v2")
    );
  });
  return first?.parameters.get("as") === "APIGroupDiscoveryList";
}

function roots(pages: Pages, core: boolean, accept: string | undefined): Answer {
  const { catalog } = pages.cluster;
  if (wantsAggregated(accept)) {
    const body = JSON.stringify(aggregated(catalog, core));
    return { status: 200, body, contentType: AGGREGATED_TYPE, headers: { Vary: "Accept" } };
  }
  return jsonAnswer(200, JSON.stringify(core ? coreVersions(pages.address()) : groupList(catalog)));
}

const found = (document: object | undefined): Answer | undefined =>
  document === undefined ? undefined : jsonAnswer(200, JSON.stringify(document));

function discovery(
  pages: Pages,
  [root, group, version]: readonly string[],
  accept: string | undefined,
): Answer | undefined {
  const { catalog } = pages.cluster;
  if (group === undefined) return roots(pages, root === "api", accept);
  if (root === "api") return found(resourceList(catalog, "", group));
  return found(
    version === undefined ? groupDocument(catalog, group) : resourceList(catalog, group, version),
  );
}

function openApi(pages: Pages, parts: readonly string[]): Answer | undefined {
  if (parts[1] !== "v3") return undefined;
  const body =
    parts.length === 2 ? pages.openApi.index() : pages.openApi.document(parts.slice(2).join("/"));
  return body === undefined ? undefined : jsonAnswer(200, body);
}

/** Answers discovery, OpenAPI, health and version; nothing if the path is none of them. */
export function staticPage(
  pages: Pages,
  request: RequestInfo,
  accept: string | undefined,
): Answer | undefined {
  const parts = request.path.split("/").filter((part) => part !== "");
  const [root = ""] = parts;
  if (HEALTH.has(root)) return health(root, request.query);
  if (root === "version") return jsonAnswer(200, JSON.stringify(VERSION));
  if (root === "openapi") return openApi(pages, parts);
  if (request.resource !== undefined) return undefined;
  return root === "api" || root === "apis" ? discovery(pages, parts, accept) : undefined;
}
