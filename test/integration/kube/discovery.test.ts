import { describe, expect, it } from "@jest/globals";

import { Discovery } from "../../../src/kube/discovery.js";
import { resourceKey } from "../../../src/resources/resource.js";
import type { Resource } from "../../../src/resources/resource.js";
import { ScriptedServer, sendJson, sendStatus } from "../../support/scripted-server.js";
import type { Answer } from "../../support/scripted-server.js";
import { testTransport } from "../../support/transports.js";
import type { TransportSetup } from "../../support/transports.js";

const VERBS = ["get", "list", "watch"];

const aggregatedResource = (resource: string, kind: string, more: object = {}): object => ({
  resource,
  responseKind: { group: "", version: "", kind },
  scope: "Namespaced",
  singularResource: kind.toLowerCase(),
  verbs: VERBS,
  ...more,
});

const AGGREGATED: Record<string, object> = {
  "/api": {
    kind: "APIGroupDiscoveryList",
    items: [
      {
        metadata: {},
        versions: [
          {
            version: "v1",
            freshness: "Current",
            resources: [
              aggregatedResource("pods", "Pod", {
                shortNames: ["po"],
                categories: ["all"],
                subresources: [{ subresource: "status", verbs: ["get"] }, { subresource: "log" }],
              }),
              aggregatedResource("namespaces", "Namespace", { scope: "Cluster" }),
              { resource: "only-subresources", scope: "Namespaced", verbs: [] },
            ],
          },
        ],
      },
    ],
  },
  "/apis": {
    kind: "APIGroupDiscoveryList",
    items: [
      {
        metadata: { name: "kopf.dev" },
        versions: [
          {
            version: "v1",
            freshness: "Current",
            resources: [aggregatedResource("kopfexamples", "KopfExample")],
          },
          {
            version: "v1beta1",
            freshness: "Current",
            resources: [aggregatedResource("kopfexamples", "KopfExample")],
          },
        ],
      },
      {
        metadata: { name: "metrics.k8s.io" },
        versions: [{ version: "v1", freshness: "Stale", resources: [] }],
      },
    ],
  },
};

const CLASSIC: Record<string, object> = {
  "/api": { kind: "APIVersions", versions: ["v1"] },
  "/apis": {
    kind: "APIGroupList",
    groups: [
      {
        name: "kopf.dev",
        versions: [
          { groupVersion: "kopf.dev/v1beta1", version: "v1beta1" },
          { groupVersion: "kopf.dev/v1", version: "v1" },
        ],
        preferredVersion: { version: "v1" },
      },
      {
        name: "metrics.k8s.io",
        versions: [{ version: "v1" }],
        preferredVersion: { version: "v1" },
      },
      { name: "gone.dev", versions: [{ version: "v1" }], preferredVersion: { version: "v1" } },
    ],
  },
  "/api/v1": {
    kind: "APIResourceList",
    resources: [
      {
        name: "pods",
        singularName: "pod",
        namespaced: true,
        kind: "Pod",
        verbs: VERBS,
        shortNames: ["po"],
        categories: ["all"],
      },
      { name: "pods/status", namespaced: true, kind: "Pod", verbs: ["get"] },
      { name: "pods/log", namespaced: true, kind: "Pod", verbs: ["get"] },
      { name: "namespaces", singularName: "", namespaced: false, kind: "Namespace", verbs: VERBS },
    ],
  },
  "/apis/kopf.dev/v1": {
    kind: "APIResourceList",
    resources: [{ name: "kopfexamples", namespaced: true, kind: "KopfExample", verbs: VERBS }],
  },
  "/apis/kopf.dev/v1beta1": {
    kind: "APIResourceList",
    resources: [{ name: "kopfexamples", namespaced: true, kind: "KopfExample", verbs: VERBS }],
  },
};

function serving(documents: Record<string, object>): Answer {
  return (request, response) => {
    const url = request.url ?? "";
    const document = documents[url];
    if (document !== undefined) sendJson(response, 200, document);
    else if (url.startsWith("/apis/metrics"))
      sendStatus(response, { code: 503, reason: "ServiceUnavailable", message: "no endpoints" });
    else sendStatus(response, { code: 404, reason: "NotFound", message: "not found" });
  };
}

function discoveryOn({ transport, logger }: TransportSetup): Discovery {
  return new Discovery({ transport, logger });
}

const names = (resources: readonly Resource[]): string[] =>
  resources.map((resource) => resourceKey(resource)).toSorted();

const POD: Resource = {
  group: "",
  version: "v1",
  plural: "pods",
  kind: "Pod",
  singular: "pod",
  shortNames: ["po"],
  categories: ["all"],
  namespaced: true,
  preferred: true,
  verbs: VERBS,
  subresources: ["status", "log"],
};

describe.each([
  ["aggregated", AGGREGATED],
  ["classic", CLASSIC],
])("%s discovery", (_form, documents) => {
  it("finds all kinds in all versions", async () => {
    await using server = await ScriptedServer.start(serving(documents));
    await using setup = testTransport(server.url);
    const found = await discoveryOn(setup).scan();
    expect(names(found)).toEqual([
      "kopfexamples.v1.kopf.dev",
      "kopfexamples.v1beta1.kopf.dev",
      "namespaces.v1",
      "pods.v1",
    ]);
    expect(found.find(({ kind }) => kind === "Pod")).toEqual(POD);
    expect(found.find(({ kind }) => kind === "Namespace")).toMatchObject({
      namespaced: false,
      singular: "namespace",
    });
    const versions = found.filter(({ group }) => group === "kopf.dev");
    const preferred = versions.filter((resource) => resource.preferred);
    expect(preferred.map(({ version }) => version)).toEqual(["v1"]);
  });

  it("asks only for the groups that are wanted", async () => {
    await using server = await ScriptedServer.start(serving(documents));
    await using setup = testTransport(server.url);
    const discovery = discoveryOn(setup);
    expect(names(await discovery.scan(new Set([""])))).toEqual(["namespaces.v1", "pods.v1"]);
    expect(server.seen.some(({ url }) => url.startsWith("/apis"))).toBe(false);
    server.seen.length = 0;
    expect(names(await discovery.scan(new Set(["kopf.dev", "nobody.dev"])))).toEqual([
      "kopfexamples.v1.kopf.dev",
      "kopfexamples.v1beta1.kopf.dev",
    ]);
    expect(
      server.seen.filter(({ url }) => url.startsWith("/api/") || url.includes("metrics")),
    ).toEqual([]);
    expect(setup.logger.lines).toEqual([]);
  });

  it("leaves out a group that is out of order, with one warning until it works again", async () => {
    await using server = await ScriptedServer.start(serving(documents));
    await using setup = testTransport(server.url);
    const discovery = discoveryOn(setup);
    await discovery.scan();
    await discovery.scan();
    expect(setup.logger.lines).toEqual([
      expect.stringMatching(
        /^warn The kinds of metrics\.k8s\.io\/v1 may be missing until the next look: /,
      ),
    ]);
    expect([...discovery.outOfOrder.keys()]).toEqual(["metrics.k8s.io/v1"]);
  });

  it("forgets a group that is out of order when it is no longer registered", async () => {
    let served = documents;
    await using server = await ScriptedServer.start((...call) => serving(served)(...call));
    await using setup = testTransport(server.url);
    const discovery = discoveryOn(setup);
    await discovery.scan();
    await discovery.scan(new Set([""]));
    expect(discovery.outOfOrder.size).toBe(1);
    const kind = String(Reflect.get(documents["/apis"] ?? {}, "kind"));
    served = { ...documents, "/apis": { kind, items: [], groups: [] } };
    await discovery.scan(new Set(["metrics.k8s.io"]));
    expect(discovery.outOfOrder.size).toBe(0);
  });
});

describe("discovery", () => {
  it("fails as a whole if it may not look", async () => {
    await using server = await ScriptedServer.start((_request, response) =>
      sendStatus(response, { code: 403, reason: "Forbidden", message: "no" }),
    );
    await using setup = testTransport(server.url);
    await expect(discoveryOn(setup).scan()).rejects.toMatchObject({ code: "KUBE_FORBIDDEN" });
  });

  it("asks once where others try again", async () => {
    await using server = await ScriptedServer.start((_request, response) =>
      response.writeHead(500).end(),
    );
    await using setup = testTransport(server.url);
    const look = discoveryOn(setup).scan(new Set([""]), { retry: false });
    await expect(look).rejects.toMatchObject({ status: 500 });
    expect(server.seen).toHaveLength(1);
  });

  it("tries a group again that failed for a moment", async () => {
    let failed = false;
    await using server = await ScriptedServer.start((request, response, body) => {
      if (request.url === "/api/v1" && !failed) {
        failed = true;
        response.writeHead(500).end();
      } else serving(CLASSIC)(request, response, body);
    });
    await using setup = testTransport(server.url);
    expect(names(await discoveryOn(setup).scan(new Set([""])))).toEqual([
      "namespaces.v1",
      "pods.v1",
    ]);
  });

  it("does not take nonsense for a cluster without kinds", async () => {
    await using server = await ScriptedServer.start((_request, response) =>
      sendJson(response, 200, { kind: "Nonsense", groups: [1], versions: {} }),
    );
    await using setup = testTransport(server.url);
    await expect(discoveryOn(setup).scan()).rejects.toMatchObject({
      code: "KUBE_CONNECTION",
      message: expect.stringContaining("something that is no list of kinds"),
    });
  });

  it("takes lists with nonsense in them for what there is of them", async () => {
    await using server = await ScriptedServer.start(({ url }, response) =>
      sendJson(
        response,
        200,
        url === "/api"
          ? { kind: "APIVersions", versions: {} }
          : { kind: "APIGroupList", groups: [1] },
      ),
    );
    await using setup = testTransport(server.url);
    expect(await discoveryOn(setup).scan()).toEqual([]);
  });
});
