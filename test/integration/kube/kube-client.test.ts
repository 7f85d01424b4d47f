import { describe, expect, it } from "@jest/globals";

import { Discovery } from "../../../src/kube/discovery.js";
import { TransportKubeClient } from "../../../src/kube/transport-kube-client.js";
import { Rig } from "./rig.js";
import type { Call } from "./scripted-server.js";

const RESOURCES = [
  { name: "kopfexamples", singularName: "kopfexample", namespaced: true, kind: "KopfExample", verbs: ["get", "list", "watch"], shortNames: ["kex"], categories: ["all"] },
  { name: "kopfexamples/status", singularName: "", namespaced: true, kind: "KopfExample", verbs: ["get", "patch"] },
];

const CORE = [
  { name: "pods", singularName: "pod", namespaced: true, kind: "Pod", verbs: ["get"] },
  { name: "pods/log", singularName: "", namespaced: true, kind: "Pod", verbs: ["get"] },
  { name: "namespaces", singularName: "", namespaced: false, kind: "Namespace", verbs: ["get"] },
];

const GROUPS = {
  kind: "APIGroupList",
  groups: [
    { name: "kopf.dev", versions: [{ version: "v1" }, { version: "v1beta1" }], preferredVersion: { version: "v1" } },
    { name: "broken.dev", versions: [{ version: "v1" }], preferredVersion: { version: "v1" } },
  ],
};

const AGGREGATED = {
  kind: "APIGroupDiscoveryList",
  items: [
    {
      metadata: { name: "kopf.dev" },
      versions: [
        {
          version: "v1",
          freshness: "Current",
          resources: [
            {
              resource: "kopfexamples",
              responseKind: { group: "kopf.dev", version: "v1", kind: "KopfExample" },
              scope: "Namespaced",
              singularResource: "kopfexample",
              verbs: ["get", "list"],
              shortNames: ["kex"],
              categories: ["all"],
              subresources: [{ subresource: "status", verbs: ["get"] }],
            },
          ],
        },
        { version: "v1beta1", freshness: "Current", resources: [] },
      ],
    },
    { metadata: { name: "stale.dev" }, versions: [{ version: "v1", freshness: "Stale" }] },
  ],
};

const ANSWERS: Readonly<Record<string, unknown>> = {
  "/api": { kind: "APIVersions", versions: ["v1"] },
  "/api/v1": { kind: "APIResourceList", resources: CORE },
  "/apis": GROUPS,
  "/apis/kopf.dev/v1": { kind: "APIResourceList", resources: RESOURCES },
  "/apis/kopf.dev/v1beta1": { kind: "APIResourceList", resources: [] },
};

function answerDiscovery(call: Call): void {
  const answer = ANSWERS[call.url.pathname];
  if (answer === undefined) call.fail(503, "ServiceUnavailable");
  else call.reply(answer);
}

/** Answers discovery by itself; other calls are for the test. */
async function nextBesidesDiscovery(rig: Rig): Promise<Call> {
  for (;;) {
    const call = await rig.server.next();
    if (!/^\/apis?(\/v1|\/[^/]+\/[^/]+)?$/.test(call.url.pathname)) return call;
    answerDiscovery(call);
  }
}

function clientOf(rig: Rig): TransportKubeClient {
  return new TransportKubeClient(rig.transport, new Discovery({ transport: rig.transport, logger: rig.logger }));
}

const REF = { apiVersion: "kopf.dev/v1", kind: "KopfExample", namespace: "default", name: "a" };
const OBJECT = { apiVersion: "kopf.dev/v1", kind: "KopfExample", metadata: { name: "a", namespace: "default" }, spec: { n: 1 } };
const ITEM_PATH = "/apis/kopf.dev/v1/namespaces/default/kopfexamples/a";

describe("Discovery", () => {
  it("asks version by version, leaves broken groups out, and warns of them once", async () => {
    await using rig = await Rig.start();
    const discovery = new Discovery({ transport: rig.transport, logger: rig.logger });
    for (let round = 0; round < 2; round++) {
      const scan = discovery.scan();
      for (let call = 0; call < 6; call++) answerDiscovery(await rig.server.next());
      const found = await scan;
      expect(found.map(({ plural, subresources }) => [plural, subresources])).toEqual([
        ["pods", ["log"]],
        ["namespaces", []],
        ["kopfexamples", ["status"]],
      ]);
      expect(found[2]).toEqual({
        group: "kopf.dev",
        version: "v1",
        plural: "kopfexamples",
        kind: "KopfExample",
        singular: "kopfexample",
        shortNames: ["kex"],
        categories: ["all"],
        namespaced: true,
        preferred: true,
        verbs: ["get", "list", "watch"],
        subresources: ["status"],
      });
      expect(found[1]?.singular).toBe("namespace");
    }
    expect(rig.logger.messages("warn")).toEqual([expect.stringContaining("The kinds of broken.dev/v1 are left out")]);
  });

  it("asks only for the groups that are wanted", async () => {
    await using rig = await Rig.start();
    const scan = new Discovery({ transport: rig.transport, logger: rig.logger }).scan(new Set(["kopf.dev"]));
    const asked: string[] = [];
    for (let count = 0; count < 3; count++) {
      const call = await rig.server.next();
      asked.push(call.url.pathname);
      answerDiscovery(call);
    }
    expect((await scan).map(({ plural }) => plural)).toEqual(["kopfexamples"]);
    expect(asked).toEqual(["/apis", "/apis/kopf.dev/v1", "/apis/kopf.dev/v1beta1"]);
  });

  it("takes all from one answer where the server can give it", async () => {
    await using rig = await Rig.start();
    const scan = new Discovery({ transport: rig.transport, logger: rig.logger }).scan(new Set(["kopf.dev", "stale.dev"]));
    const call = await rig.server.next();
    expect(call.request.headers.accept).toContain("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    call.reply(AGGREGATED);
    const found = await scan;
    expect(found).toEqual([
      {
        group: "kopf.dev",
        version: "v1",
        plural: "kopfexamples",
        kind: "KopfExample",
        singular: "kopfexample",
        shortNames: ["kex"],
        categories: ["all"],
        namespaced: true,
        preferred: true,
        verbs: ["get", "list"],
        subresources: ["status"],
      },
    ]);
    expect(rig.logger.messages("warn")).toEqual([expect.stringContaining("stale.dev/v1")]);
  });

  it("fails when the server cannot be asked", async () => {
    await using rig = await Rig.start();
    const scan = new Discovery({ transport: rig.transport, logger: rig.logger }).scan(new Set(["kopf.dev"]));
    (await rig.server.next()).fail(403, "Forbidden");
    await expect(scan).rejects.toMatchObject({ code: "KUBE_FORBIDDEN" });
  });
});

describe("KubeClient", () => {
  it.each([
    ["get", async (kube: TransportKubeClient) => kube.get(REF), "GET", ITEM_PATH, undefined],
    ["get of a subresource", async (kube: TransportKubeClient) => kube.get(REF, { subresource: "status" }), "GET", `${ITEM_PATH}/status`, undefined],
    ["create", async (kube: TransportKubeClient) => kube.create(OBJECT, { dryRun: true }), "POST", "/apis/kopf.dev/v1/namespaces/default/kopfexamples?dryRun=All", "application/json"],
    ["replace", async (kube: TransportKubeClient) => kube.replace(OBJECT), "PUT", ITEM_PATH, "application/json"],
    ["patch", async (kube: TransportKubeClient) => kube.patch(REF, {}), "PATCH", ITEM_PATH, "application/merge-patch+json"],
    ["patch of the status", async (kube: TransportKubeClient) => kube.patch(REF, [], { type: "json", subresource: "status" }), "PATCH", `${ITEM_PATH}/status`, "application/json-patch+json"],
    ["strategic patch", async (kube: TransportKubeClient) => kube.patch(REF, {}, { type: "strategic" }), "PATCH", ITEM_PATH, "application/strategic-merge-patch+json"],
    ["apply", async (kube: TransportKubeClient) => kube.apply(OBJECT, { force: true }), "PATCH", `${ITEM_PATH}?fieldManager=kephale&force=true`, "application/apply-patch+yaml"],
  ])("knows %s", async (_title, act, method, path, contentType) => {
    await using rig = await Rig.start();
    const answer = act(clientOf(rig));
    const call = await nextBesidesDiscovery(rig);
    expect([call.method, call.request.url, call.request.headers["content-type"]]).toEqual([method, path, contentType]);
    call.reply(OBJECT);
    expect(await answer).toEqual(OBJECT);
  });

  it("deletes, on conditions", async () => {
    await using rig = await Rig.start();
    const deleted = clientOf(rig).delete(REF, { propagation: "Foreground", gracePeriodSeconds: 0, uid: "u" });
    const call = await nextBesidesDiscovery(rig);
    expect([call.method, call.url.pathname]).toEqual(["DELETE", ITEM_PATH]);
    expect(JSON.parse(call.body)).toEqual({ apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Foreground", gracePeriodSeconds: 0, preconditions: { uid: "u" } });
    call.reply({ kind: "Status", status: "Success" });
    await deleted;
  });

  it("reads all pages of a list, and gives items their kind", async () => {
    await using rig = await Rig.start();
    const list = clientOf(rig).list({ apiVersion: "v1", kind: "Pod" }, { labelSelector: "a=b" });
    const first = await nextBesidesDiscoveryOfPods(rig);
    expect([first.query("limit"), first.query("labelSelector"), first.query("continue")]).toEqual(["500", "a=b", null]);
    first.reply({ metadata: { resourceVersion: "5", continue: "next" }, items: [{ metadata: { name: "a" } }] });
    const second = await rig.server.next();
    expect(second.query("continue")).toBe("next");
    second.reply({ metadata: { resourceVersion: "5" }, items: [{ metadata: { name: "b" } }] });
    expect(await list).toEqual({
      resourceVersion: "5",
      items: [
        { apiVersion: "v1", kind: "Pod", metadata: { name: "a" } },
        { apiVersion: "v1", kind: "Pod", metadata: { name: "b" } },
      ],
    });
  });

  it("stops at the limit, and lists at once when pages expire", async () => {
    await using rig = await Rig.start();
    const kube = clientOf(rig);
    const limited = kube.list({ apiVersion: "v1", kind: "Pod" }, { limit: 1 });
    const call = await nextBesidesDiscoveryOfPods(rig);
    expect(call.query("limit")).toBe("1");
    call.reply({ metadata: { resourceVersion: "5", continue: "next" }, items: [{ metadata: { name: "a" } }] });
    expect((await limited).items).toHaveLength(1);

    const expired = kube.list({ apiVersion: "v1", kind: "Pod" });
    (await rig.server.next()).fail(410, "Expired");
    const again = await rig.server.next();
    expect(again.query("limit")).toBeNull();
    again.reply({ metadata: { resourceVersion: "6" }, items: null });
    expect(await expired).toEqual({ items: [], resourceVersion: "6" });
  });

  it("asks discovery once for each group, and again for what it does not know", async () => {
    await using rig = await Rig.start();
    const kube = clientOf(rig);
    const both = Promise.all([kube.get(REF), kube.get(REF)]);
    (await nextBesidesDiscovery(rig)).reply(OBJECT);
    (await rig.server.next()).reply(OBJECT);
    await both;
    expect(rig.counters.requests).toBe(5);
    const unknown = kube.get({ ...REF, kind: "Nothing" });
    const failed = expect(unknown).rejects.toMatchObject({ code: "KUBE_NOT_FOUND", message: expect.stringContaining("Nothing of kopf.dev/v1") });
    for (let call = 0; call < 3; call++) answerDiscovery(await rig.server.next());
    await failed;
  });

  it.each([
    ["a namespace", { namespace: undefined }],
    ["a name", { name: "" }],
  ])("says when %s is missing", async (_title, missing) => {
    await using rig = await Rig.start();
    const answer = clientOf(rig).get({ ...REF, ...missing });
    const failed = expect(answer).rejects.toMatchObject({ code: "KUBE_INVALID" });
    for (let call = 0; call < 3; call++) answerDiscovery(await rig.server.next());
    await failed;
  });
});

async function nextBesidesDiscoveryOfPods(rig: Rig): Promise<Call> {
  for (let call = 0; call < 2; call++) answerDiscovery(await rig.server.next());
  return rig.server.next();
}
