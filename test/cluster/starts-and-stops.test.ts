import { once } from "node:events";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname } from "node:path";

import { describe, expect, it } from "@jest/globals";
import { ControlPlane } from "kephale/testing";

import { widgets } from "../support/custom-kind.js";
import { killProgram, processesOf } from "../support/processes.js";
import { RawApi } from "../support/raw-api.js";
import { ON_EXISTING_CLUSTER } from "../support/test-cluster.js";

const onOwnServer = ON_EXISTING_CLUSTER ? describe.skip : describe;
const { crd, apiVersion, kind } = widgets();

onOwnServer("a control plane", () => {
  it("serves its CRDs and has its objects when it has started, and leaves nothing when it has stopped", async () => {
    const cluster = await ControlPlane.start({
      crds: [crd],
      objects: [
        `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\nspec: { size: 1 }\n`,
      ],
    });
    const folder = dirname(cluster.kubeConfigFile);
    try {
      expect(await cluster.list({ apiVersion, kind })).toMatchObject([
        {
          apiVersion,
          kind,
          metadata: { name: "a", namespace: "default", generation: 1 },
          spec: { size: 1 },
        },
      ]);
      expect(statSync(cluster.kubeConfigFile).mode & 0o777).toBe(0o600);
      expect(processesOf(folder).length).toBeGreaterThanOrEqual(2);
    } finally {
      await cluster.stop();
    }
    expect(processesOf(folder)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    await cluster.stop();
    await expect(cluster.restart()).rejects.toMatchObject({ code: "CONTROL_PLANE_STOPPED" });
  });

  it("shares nothing with another one", async () => {
    const [one, other] = await Promise.all([
      ControlPlane.start({ controllerManager: false, startTimeout: "2m" }),
      ControlPlane.start({ controllerManager: false, startTimeout: "2m" }),
    ]);
    try {
      await one.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "mine" } });
      const ref = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "mine" } };
      expect(await one.get(ref)).toBeDefined();
      expect(await other.get(ref)).toBeUndefined();
      await using stranger = new RawApi({ ...one.kubeConfig, server: other.url });
      await expect(stranger.get("/version")).rejects.toThrow(/certificate/);
    } finally {
      await Promise.all([one.stop(), other.stop()]);
    }
  });

  it("says what a server said that does not start, and leaves nothing", async () => {
    const before = folders();
    const attempt = ControlPlane.start({ apiServerFlags: ["--no-such-flag"] });
    await expect(attempt).rejects.toMatchObject({
      code: "CONTROL_PLANE_START",
      message: expect.stringMatching(/kube-apiserver.*no-such-flag/s),
    });
    expect(folders()).toEqual(before);
  });

  it("tries other ports when one is taken, and says so when that does not help", async () => {
    const before = folders();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const address = taken.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    try {
      await expect(
        ControlPlane.start({ apiServerFlags: [`--secure-port=${port}`] }),
      ).rejects.toMatchObject({
        code: "CONTROL_PLANE_START",
        message: expect.stringMatching(/kube-apiserver found its port taken/),
      });
    } finally {
      taken.close();
    }
    expect(folders()).toEqual(before);
  });

  it("says of each request that a server has died, with its last words", async () => {
    await using cluster = await ControlPlane.start();
    const namespaces = { apiVersion: "v1", kind: "Namespace" };
    expect(await cluster.list(namespaces)).not.toEqual([]);
    killProgram("kube-controller-manager", dirname(cluster.kubeConfigFile));
    const listed = async (): Promise<unknown> => cluster.list(namespaces).catch((error) => error);
    let answer = await listed();
    while (Array.isArray(answer)) answer = await listed();
    expect(answer).toMatchObject({
      code: "CONTROL_PLANE_START",
      message: expect.stringMatching(/kube-controller-manager ended by itself/),
    });
  });

  it("refuses objects that are none, with the document's place, and leaves nothing", async () => {
    const before = folders();
    await expect(
      ControlPlane.start({ objects: ["kind: ConfigMap\n"], controllerManager: false }),
    ).rejects.toMatchObject({
      code: "SANDBOX_OBJECT",
      message: expect.stringMatching(/objects\[0\], document 1.*apiVersion/),
    });
    expect(folders()).toEqual(before);
  });

  it("switches feature gates of the server", async () => {
    await using cluster = await ControlPlane.start({
      controllerManager: false,
      featureGates: { ShardedListAndWatch: true },
    });
    await using api = new RawApi(cluster.kubeConfig);
    const { body } = await api.get("/metrics");
    expect(String(body)).toMatch(/kubernetes_feature_enabled\{name="ShardedListAndWatch"[^}]*\} 1/);
  });
});

function folders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("kephale-control-plane-"));
}
