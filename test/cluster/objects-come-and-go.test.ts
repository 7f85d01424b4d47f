import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { widgets } from "../support/custom-kind.js";
import type { CustomKind } from "../support/custom-kind.js";
import { eventually } from "../support/eventually.js";
import { TestCluster } from "../support/test-cluster.js";

describe("a real cluster", () => {
  let cluster: TestCluster;
  let kind: CustomKind;

  beforeAll(async () => {
    cluster = await TestCluster.open();
    kind = widgets(cluster.group);
  });

  afterAll(async () => {
    await cluster[Symbol.asyncDispose]();
  });

  const inNamespace = (name: string): { name: string; namespace: string } => ({
    name,
    namespace: cluster.namespace,
  });

  it("serves a kind from when its CRD is made until it is deleted, objects and all", async () => {
    const { client } = cluster;
    await client.create(kind.crd);
    await eventually(async () => (await listed()) !== undefined);
    await client.create({
      apiVersion: kind.apiVersion,
      kind: kind.kind,
      metadata: inNamespace("a"),
    });
    expect(await listed()).toHaveLength(1);

    await client.delete({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${kind.plural}.${cluster.group}` },
    });
    await eventually(async () => (await listed()) === undefined);
  });

  it("collects what belonged to an object that was deleted", async () => {
    const { client } = cluster;
    const configMap = { apiVersion: "v1", kind: "ConfigMap" };
    const owner = await client.create({ ...configMap, metadata: inNamespace("owner") });
    const { name, uid } = owner.metadata;
    await client.create({
      ...configMap,
      metadata: { ...inNamespace("owned"), ownerReferences: [{ ...configMap, name, uid }] },
    });
    const owned = async (): Promise<unknown> =>
      client.get({ ...configMap, metadata: inNamespace("owned") });
    expect(await owned()).toBeDefined();
    await client.delete(owner);
    await eventually(async () => (await owned()) === undefined, { timeoutMs: 40_000 });
  });

  it("removes a namespace with all that is in it", async () => {
    const { client } = cluster;
    const name = `${cluster.namespace}-gone`;
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    await client.create(namespace);
    await client.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a", namespace: name },
    });
    const terminating = await client.delete(namespace);
    expect(terminating).toMatchObject({ status: { phase: "Terminating" } });
    await eventually(async () => (await client.get(namespace)) === undefined, {
      timeoutMs: 40_000,
    });
    expect(await client.list({ apiVersion: "v1", kind: "ConfigMap", namespace: name })).toEqual([]);
  });

  async function listed(): Promise<readonly unknown[] | undefined> {
    return cluster.client.list(kind).catch(() => undefined);
  }
});
