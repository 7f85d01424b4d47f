import { describe, expect, it } from "@jest/globals";

import { CustomResource } from "../../../src/decorators/custom-resource.js";
import { Discovery } from "../../../src/kube/discovery.js";
import { TransportKubeClient } from "../../../src/kube/transport-kube-client.js";
import { KubernetesResource } from "../../../src/resources/custom-resource.js";
import { deferred } from "../../support/deferred.js";
import { ScriptedServer, sendJson, sendStatus } from "../../support/scripted-server.js";
import type { Answer } from "../../support/scripted-server.js";
import { testTransport } from "../../support/transports.js";

@CustomResource({ group: "kopf.dev", version: "v1", kind: "KopfExample", plural: "kopfexamples" })
class KopfExample extends KubernetesResource<{ duration: number }> {}

@CustomResource({
  group: "kopf.dev",
  version: "v1",
  kind: "Wide",
  plural: "wides",
  scope: "Cluster",
})
class Wide extends KubernetesResource {}

const VERSIONS = { kind: "APIVersions", versions: ["v1"] };

const CORE = {
  kind: "APIResourceList",
  resources: [
    { name: "configmaps", namespaced: true, kind: "ConfigMap", verbs: ["get"] },
    { name: "namespaces", namespaced: false, kind: "Namespace", verbs: ["get"] },
  ],
};

const MAP = { apiVersion: "v1", kind: "ConfigMap" } as const;
const MAPS = "/api/v1/namespaces/ns/configmaps";

interface Served extends AsyncDisposable {
  readonly client: TransportKubeClient;
  /** `METHOD url` of what came beside discovery. */
  calls(): string[];
  readonly server: ScriptedServer;
  /** The kinds of `v1`; a test may add some. */
  readonly core: typeof CORE;
}

async function serve(answer: Answer): Promise<Served> {
  const core = structuredClone(CORE);
  const server = await ScriptedServer.start((request, response, body) => {
    if (request.url === "/api") sendJson(response, 200, { kind: "APIVersions", versions: ["v1"] });
    else if (request.url === "/api/v1") sendJson(response, 200, core);
    else if (request.url === "/apis") sendJson(response, 200, { kind: "APIGroupList", groups: [] });
    else answer(request, response, body);
  });
  const setup = testTransport(server.url);
  const { transport, logger } = setup;
  return {
    server,
    core,
    client: new TransportKubeClient({ transport, discovery: new Discovery({ transport, logger }) }),
    calls: () =>
      server.seen
        .map(({ method, url }) => `${method} ${url}`)
        .filter((call) => !/ \/apis?(?:\/v1)?$/.test(call)),
    [Symbol.asyncDispose]: async () => {
      await setup[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Gives back what it got. */
const echo: Answer = (request, response, body) => {
  sendJson(response, 200, {
    type: request.headers["content-type"] ?? "",
    got: body === "" ? null : JSON.parse(body),
  });
};

describe("TransportKubeClient", () => {
  it("reads by names, and looks kinds up once for all who ask", async () => {
    await using served = await serve(echo);
    const ref = { ...MAP, namespace: "ns", name: "a b" };
    await Promise.all([served.client.get(ref), served.client.get(ref)]);
    await served.client.get({ apiVersion: "v1", kind: "Namespace", name: "ns" });
    expect(served.calls()).toEqual([
      `GET ${MAPS}/a%20b`,
      `GET ${MAPS}/a%20b`,
      "GET /api/v1/namespaces/ns",
    ]);
    expect(served.server.seen.filter(({ url }) => url === "/api/v1")).toHaveLength(1);
  });

  it("reads by class without looking anything up", async () => {
    await using served = await serve(echo);
    await served.client.get({ kind: KopfExample, namespace: "ns", name: "a" });
    await served.client.get({ kind: Wide, name: "a" });
    expect(served.server.seen.map(({ url }) => url)).toEqual([
      "/apis/kopf.dev/v1/namespaces/ns/kopfexamples/a",
      "/apis/kopf.dev/v1/wides/a",
    ]);
  });

  it("creates, replaces, patches and applies", async () => {
    await using served = await serve(echo);
    const { client } = served;
    const object = { ...MAP, metadata: { namespace: "ns", name: "a" }, data: { x: "1" } };
    const ref = { ...MAP, namespace: "ns", name: "a" };
    const answers = [
      await client.create(object, { dryRun: true }),
      await client.replace(object, { subresource: "status", fieldManager: "me" }),
      await client.patch(ref, { data: { x: null } }),
      await client.patch(ref, [{ op: "remove", path: "/data" }], {
        type: "json",
        subresource: "status",
      }),
      await client.patch(ref, { data: {} }, { type: "strategic" }),
      await client.apply(object, { force: true }),
      await client.apply(object, { fieldManager: "me" }),
    ];
    expect(served.calls()).toEqual([
      `POST ${MAPS}?dryRun=All`,
      `PUT ${MAPS}/a/status?fieldManager=me`,
      `PATCH ${MAPS}/a`,
      `PATCH ${MAPS}/a/status`,
      `PATCH ${MAPS}/a`,
      `PATCH ${MAPS}/a?fieldManager=kephale&force=true`,
      `PATCH ${MAPS}/a?fieldManager=me`,
    ]);
    expect(answers).toEqual([
      { type: "application/json", got: object },
      { type: "application/json", got: object },
      { type: "application/merge-patch+json", got: { data: { x: null } } },
      { type: "application/json-patch+json", got: [{ op: "remove", path: "/data" }] },
      { type: "application/strategic-merge-patch+json", got: { data: {} } },
      { type: "application/apply-patch+yaml", got: object },
      { type: "application/apply-patch+yaml", got: object },
    ]);
  });

  it("deletes, with the options that are given", async () => {
    await using served = await serve(echo);
    const preconditions = { uid: "u" };
    await served.client.delete(
      { ...MAP, namespace: "ns", name: "a" },
      { propagationPolicy: "Orphan", preconditions, dryRun: true },
    );
    expect(served.calls()).toEqual([`DELETE ${MAPS}/a`]);
    expect(JSON.parse(served.server.seen.at(-1)?.body ?? "")).toEqual({
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy: "Orphan",
      preconditions,
      dryRun: ["All"],
    });
  });

  it("lists all pages, and says of each item what it is", async () => {
    await using served = await serve((request, response) => {
      const token = new URL(request.url ?? "", "http://x").searchParams.get("continue");
      const page = Number(token ?? "1");
      sendJson(response, 200, {
        kind: "ConfigMapList",
        metadata: { resourceVersion: "42", ...(page < 3 && { continue: String(page + 1) }) },
        items: [{ metadata: { name: `of page ${page}` } }],
      });
    });
    const list = await served.client.list(MAP, {
      namespace: "ns",
      labelSelector: "a=b,c",
      limit: 1,
    });
    expect(list).toEqual({
      resourceVersion: "42",
      items: [
        { ...MAP, metadata: { name: "of page 1" } },
        { ...MAP, metadata: { name: "of page 2" } },
        { ...MAP, metadata: { name: "of page 3" } },
      ],
    });
    expect(served.calls()).toEqual([
      `GET ${MAPS}?labelSelector=a%3Db%2Cc&limit=1`,
      `GET ${MAPS}?labelSelector=a%3Db%2Cc&limit=1&continue=2`,
      `GET ${MAPS}?labelSelector=a%3Db%2Cc&limit=1&continue=3`,
    ]);
  });

  it("begins a list anew when its pages expired, but not for ever", async () => {
    let expirations = 0;
    const answer =
      (limit: number): Answer =>
      (request, response) => {
        if (request.url?.includes("continue") !== true) {
          sendJson(response, 200, {
            metadata: { continue: "x", resourceVersion: "1" },
            items: [{ metadata: { name: "a" } }],
          });
        } else if (++expirations <= limit) {
          sendStatus(response, {
            code: 410,
            reason: "Expired",
            message: "The provided continue parameter is too old",
          });
        } else {
          sendJson(response, 200, {
            metadata: { resourceVersion: "2" },
            items: [{ metadata: { name: "b" } }],
          });
        }
      };
    await using passing = await serve(answer(1));
    const { items } = await passing.client.list(MAP);
    expect(items.map(({ metadata }) => metadata?.name)).toEqual(["a", "b"]);
    expirations = 0;
    await using lasting = await serve(answer(Number.POSITIVE_INFINITY));
    await expect(lasting.client.list(MAP)).rejects.toMatchObject({ code: "KUBE_EXPIRED" });
    expect(expirations).toBe(3);
  });

  it("names a kind that the server does not have, and finds it once it is there", async () => {
    await using served = await serve(echo);
    await expect(served.client.list({ apiVersion: "v1", kind: "Pod" })).rejects.toMatchObject({
      code: "KUBE_NOT_FOUND",
      message: "The server has no kind Pod in v1. Install its CRD, or check apiVersion and kind.",
    });
    served.core.resources.push({ name: "pods", namespaced: true, kind: "Pod", verbs: ["get"] });
    await served.client.list({ apiVersion: "v1", kind: "Pod" });
    expect(served.calls()).toEqual(["GET /api/v1/pods?limit=500"]);
  });

  it("says what is missing before anything is sent", async () => {
    await using served = await serve(echo);
    await expect(served.client.get({ ...MAP, name: "a" })).rejects.toThrow(
      "ConfigMap a needs a namespace: the kind is namespaced. Name one.",
    );
    await expect(served.client.create({ ...MAP, metadata: { name: "a" } })).rejects.toMatchObject({
      code: "KUBE_INVALID",
    });
    await expect(served.client.replace({ ...MAP, metadata: {} })).rejects.toThrow(
      "A ConfigMap to be written has no metadata.name.",
    );
    class Unmarked extends KubernetesResource {}
    await expect(served.client.list(Unmarked)).rejects.toThrow(
      "Unmarked is no kind: put @CustomResource on the class",
    );
    expect(served.calls()).toEqual([]);
  });

  it("ends with the signal's reason", async () => {
    await using served = await serve(() => undefined);
    const reason = new Error("enough");
    const controller = new AbortController();
    const done = served.client
      .list(MAP, { signal: controller.signal })
      .catch((error: unknown) => error);
    await served.server.until(() => served.calls().length === 1);
    controller.abort(reason);
    expect(await done).toBe(reason);
  });

  it("ends with the signal's reason while it looks the kind up; the others who wait get theirs", async () => {
    const asked = deferred();
    const served = deferred();
    await using server = await ScriptedServer.start((request, response) => {
      if (request.url !== "/api/v1") return sendJson(response, 200, VERSIONS);
      asked.resolve();
      void served.promise.then(() => sendJson(response, 200, CORE));
    });
    await using setup = testTransport(server.url);
    const { transport, logger } = setup;
    const discovery = new Discovery({ transport, logger });
    const client = new TransportKubeClient({ transport, discovery });
    const controller = new AbortController();
    const { signal } = controller;
    const ref = { ...MAP, namespace: "ns", name: "a" };
    const object = { ...MAP, metadata: { namespace: "ns", name: "a" } };
    const calls = [
      client.get(ref, { signal }),
      client.list(MAP, { signal }),
      client.create(object, { signal }),
      client.replace(object, { signal }),
      client.patch(ref, {}, { signal }),
      client.apply(object, { signal }),
      client.delete(ref, { signal }),
    ];
    const staying = client.get({ apiVersion: "v1", kind: "Namespace", name: "ns" });
    const reason = new Error("enough");
    await asked.promise;
    controller.abort(reason);
    for (const call of calls) await expect(call).rejects.toBe(reason);
    served.resolve();
    expect(await staying).toEqual(VERSIONS);
  });

  it("sends nothing for a signal that was aborted before", async () => {
    await using served = await serve(echo);
    const reason = new Error("enough");
    await expect(served.client.list(MAP, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(served.server.seen).toEqual([]);
  });
});
