import { describe, expect, it } from "@jest/globals";
import { Sandbox } from "kephale/sandbox";
import { ClusterClient } from "kephale/testing";

describe("a cluster client", () => {
  it("keeps what it deletes in a dry run, and deletes it without", async () => {
    await using sandbox = await Sandbox.start();
    await using client = new ClusterClient(sandbox.kubeConfig);
    const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
    await client.create(map);
    await client.delete(map, { dryRun: true, propagationPolicy: "Background" });
    expect(await client.get(map)).toBeDefined();
    await client.delete(map, { propagationPolicy: "Background" });
    expect(await client.get(map)).toBeUndefined();
  });
});
