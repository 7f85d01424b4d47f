import { readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ClusterClient, ControlPlane } from "kephale/testing";
import { parse } from "yaml";

import type { KubernetesObject } from "../../src/resources/kubernetes-object.js";
import { widgets } from "../support/custom-kind.js";
import { eventually } from "../support/eventually.js";
import { RawApi } from "../support/raw-api.js";
import { ON_EXISTING_CLUSTER } from "../support/test-cluster.js";

const onOwnServer = ON_EXISTING_CLUSTER ? describe.skip : describe;
const { crd, apiVersion, kind } = widgets();
const widget = (name: string, namespace: string): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
});
const canList = { apiGroups: ["kephale.test"], resources: ["widgets"], verbs: ["list"] };
const canCreate = { apiGroups: ["kephale.test"], resources: ["widgets"], verbs: ["create"] };

onOwnServer("users of a control plane", () => {
  let cluster: ControlPlane;

  beforeAll(async () => {
    cluster = await ControlPlane.start({
      controllerManager: false,
      crds: [crd],
      objects: [{ apiVersion: "v1", kind: "Namespace", metadata: { name: "other" } }],
    });
  });

  afterAll(async () => {
    await cluster.stop();
  });

  it("may do in the whole cluster what their rules say, and nothing else", async () => {
    const user = await cluster.user({ name: "reader", rules: [canList] });
    await using client = new ClusterClient(user.kubeConfig);
    expect(await client.list({ apiVersion, kind })).toEqual([]);
    await expect(client.create(widget("a", "default"))).rejects.toMatchObject({
      code: "KUBE_FORBIDDEN",
      statusCode: 403,
      message: expect.stringMatching(/User "reader" cannot create resource "widgets"/),
    });
    await expect(client.list({ apiVersion: "v1", kind: "Secret" })).rejects.toMatchObject({
      statusCode: 403,
    });
  });

  it("may do more in one namespace than in the others", async () => {
    const user = await cluster.user({
      namespace: "other",
      rules: [canCreate],
      clusterRules: [canList],
    });
    await using client = new ClusterClient(user.kubeConfig);
    await client.create(widget("made-by-user", "other"));
    expect(await client.list({ apiVersion, kind })).toMatchObject([
      { metadata: { name: "made-by-user" } },
    ]);
    await expect(client.create(widget("b", "default"))).rejects.toMatchObject({ statusCode: 403 });
  });

  it("may be known by a token, which is worthless after it was revoked, until it is renewed", async () => {
    const user = await cluster.tokenUser({ name: "bot", rules: [canList] });
    const first = user.kubeConfig;
    const list = "/apis/kephale.test/v1/widgets";
    expect(user.name).toBe("system:serviceaccount:default:bot");
    await using withFirst = new RawApi(first);
    expect(await withFirst.get(list)).toMatchObject({ status: 200 });
    expect(await withFirst.get("/api/v1/secrets")).toMatchObject({ status: 403 });

    await user.revoke();
    expect(await withFirst.get(list)).toMatchObject({
      status: 401,
      body: { reason: "Unauthorized" },
    });

    const renewed = await user.renew();
    expect(renewed.token).not.toBe(first.token);
    expect(user.kubeConfig).toEqual(renewed);
    await using withSecond = new RawApi(renewed);
    expect(await withSecond.get(list)).toMatchObject({ status: 200 });
    expect(await withFirst.get(list)).toMatchObject({ status: 401 });
    const file: unknown = parse(readFileSync(user.kubeConfigFile, "utf8"));
    expect(file).toMatchObject({ users: [{ user: { token: renewed.token } }] });
  });

  it("keep their rights when the server is started again", async () => {
    const user = await cluster.user({ rules: [canList] });
    await cluster.restart();
    await using client = new ClusterClient(user.kubeConfig);
    // The server starts with empty caches of roles: its way, not the user's.
    await eventually(
      async () => (await client.list({ apiVersion, kind }).catch(() => undefined)) !== undefined,
    );
    await expect(client.create(widget("c", "default"))).rejects.toMatchObject({ statusCode: 403 });
  });
});
