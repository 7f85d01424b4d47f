import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { connectionOf } from "../../../src/kube/find-config.js";
import { VirtualClock } from "../../support/virtual-clock.js";

let folder = "";
beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), "kephale-exec-"))));
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** A kubeconfig whose user runs a script. */
async function kubeconfigWith(script: string): Promise<string> {
  await writeFile(path.join(folder, "plugin.cjs"), script);
  const exec = { apiVersion: "client.authentication.k8s.io/v1", command: process.execPath, args: [path.join(folder, "plugin.cjs")], env: [{ name: "GREETING", value: "hello" }] };
  const file = path.join(folder, "config");
  const config = {
    clusters: [{ name: "c", cluster: { server: "https://server", "certificate-authority": "ca.crt" } }],
    users: [{ name: "u", user: { exec: { ...exec, provideClusterInfo: true } } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
  await writeFile(path.join(folder, "ca.crt"), "CA");
  await writeFile(file, JSON.stringify(config));
  return file;
}

describe("exec plugins", () => {
  it("give a token, which is kept", async () => {
    const calls = JSON.stringify(path.join(folder, "calls"));
    const file = await kubeconfigWith(`
      require("node:fs").appendFileSync(${calls}, process.env.KUBERNETES_EXEC_INFO + "\\n");
      console.log(JSON.stringify({ status: { token: process.env.GREETING } }));
    `);
    const clock = new VirtualClock();
    const credential = await connectionOf(file, { env: {}, homeDir: folder, clock });
    expect(credential).toMatchObject({ server: "https://server", tls: { ca: "CA" } });
    expect(await credential.headers()).toEqual({ authorization: "Bearer hello" });
    await clock.advance(3_600_000);
    expect(await credential.headers()).toEqual({ authorization: "Bearer hello" });
    const infos = (await readFile(path.join(folder, "calls"), "utf8")).trim().split("\n");
    expect(infos.map((info) => JSON.parse(info))).toEqual([
      { apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", spec: { interactive: false, cluster: { server: "https://server" } } },
    ]);
  });

  it("that fail are a clear error", async () => {
    const file = await kubeconfigWith('console.error("please log in"); process.exit(1);');
    await expect(connectionOf(file, { env: {}, homeDir: folder })).rejects.toMatchObject({
      code: "LOGIN_FAILED",
      message: 'The kubeconfig\'s user "u" got no credentials: please log in.',
    });
  });
});

describe("a KubeConfig of client-node", () => {
  it("is taken as it is", async () => {
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromClusterAndUser({ name: "c", server: "https://server", skipTLSVerify: true }, { name: "u", username: "a", password: "b" });
    const credential = await connectionOf(config, { env: {}, homeDir: folder });
    expect(credential).toMatchObject({ server: "https://server", tls: { insecure: true } });
    expect(await credential.headers()).toEqual({ authorization: "Basic YTpi" });
    await expect(connectionOf(new KubeConfig(), { env: {}, homeDir: folder })).rejects.toMatchObject({ code: "CLUSTER_NOT_FOUND" });
  });
});
