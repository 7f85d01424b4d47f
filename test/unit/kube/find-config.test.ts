import { describe, expect, it } from "@jest/globals";

import { connectionOf } from "../../../src/kube/find-config.js";
import type { Credential } from "../../../src/kube/credential.js";
import { VirtualClock } from "../../support/virtual-clock.js";

const PEM = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n";
const PEM_64 = Buffer.from(PEM).toString("base64");
const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

function notThere(path: string): Error {
  return Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: "ENOENT" });
}

interface World {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: VirtualClock;
}

async function connect(config: Parameters<typeof connectionOf>[0], { files = {}, env = {}, clock = new VirtualClock() }: World): Promise<Credential> {
  const readFile = async (path: string): Promise<string> => {
    const text = files[path];
    if (text === undefined) throw notThere(path);
    return Promise.resolve(text);
  };
  return connectionOf(config, { env, homeDir: "/home/me", readFile, clock });
}

/** A kubeconfig with one context, of which parts can be replaced. */
function kubeconfig(parts: { readonly cluster?: unknown; readonly user?: unknown; readonly server?: string; readonly current?: string } = {}): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: parts.cluster ?? { server: parts.server ?? "https://one:6443" } }],
    users: [{ name: "u", user: parts.user ?? { token: "secret" } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": parts.current ?? "x",
  });
}

const unreadable = (...texts: readonly string[]): unknown =>
  expect.objectContaining({ code: "KUBECONFIG_UNREADABLE", message: expect.stringMatching(new RegExp(texts.join(".*"), "s")) });

describe("finding the cluster", () => {
  it("takes the file that is named, before all else", async () => {
    const files = { "/named": kubeconfig(), "/env": kubeconfig({ server: "https://other" }) };
    const credential = await connect("/named", { files, env: { KUBECONFIG: "/env" } });
    expect(credential.server).toBe("https://one:6443");
    expect(await credential.headers()).toEqual({ authorization: "Bearer secret" });
  });

  it("takes the files of KUBECONFIG together; of two that name the same thing the first one counts", async () => {
    const first = "contexts: [{name: x, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {server: https://first}}]";
    const second = kubeconfig({ server: "https://second" });
    const credential = await connect(undefined, { files: { "/a": first, "/b": second }, env: { KUBECONFIG: "/missing:/a:/b" } });
    expect(credential.server).toBe("https://first");
    expect(await credential.headers()).toEqual({ authorization: "Bearer secret" });
  });

  it("looks into the home folder, and then for a service account", async () => {
    const account = { [`${ACCOUNT}/token`]: "pod's token\n", [`${ACCOUNT}/ca.crt`]: PEM };
    const env = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "443" };
    expect((await connect(undefined, { files: { ...account, "/home/me/.kube/config": kubeconfig() }, env })).server).toBe("https://one:6443");
    const inCluster = await connect(undefined, { files: account, env });
    expect(inCluster.server).toBe("https://[fd00::1]:443");
    expect(inCluster.tls).toEqual({ ca: PEM });
    expect(await inCluster.headers()).toEqual({ authorization: "Bearer pod's token" });
  });

  it("reads the service account's token again after a minute, and keeps it when the file is gone", async () => {
    const files: Record<string, string> = { [`${ACCOUNT}/token`]: "first" };
    const clock = new VirtualClock();
    const credential = await connect(undefined, { files, env: { KUBERNETES_SERVICE_HOST: "10.0.0.1" }, clock });
    const before = credential.fingerprint;
    files[`${ACCOUNT}/token`] = "second";
    expect(await credential.headers()).toEqual({ authorization: "Bearer first" });
    await clock.advance(60_000);
    expect(await credential.headers()).toEqual({ authorization: "Bearer second" });
    expect(credential.fingerprint).not.toBe(before);
    delete files[`${ACCOUNT}/token`];
    await clock.advance(60_000);
    expect(await credential.headers()).toEqual({ authorization: "Bearer second" });
  });

  it.each([
    ["nothing is there", {}, {}, "KUBECONFIG is not set, /home/me/.kube/config does not exist"],
    ["KUBECONFIG names files that are not there", {}, { KUBECONFIG: "/a:/b" }, "KUBECONFIG is /a:/b, which does not exist"],
    ["the file was emptied", { "/home/me/.kube/config": "apiVersion: v1\nclusters: null\n" }, {}, "/home/me/.kube/config describes no cluster"],
    ["the file is empty", { "/home/me/.kube/config": "" }, {}, "describes no cluster"],
  ])("says in one line what it looked for when %s", async (_title, files, env, text) => {
    const failure = connect(undefined, { files, env });
    await expect(failure).rejects.toEqual(expect.objectContaining({ code: "CLUSTER_NOT_FOUND", message: expect.stringContaining(text) }));
    await expect(failure).rejects.toEqual(expect.objectContaining({ message: expect.stringMatching(/^[^\n]*--kubeconfig[^\n]*--sandbox[^\n]*$/) }));
  });

  it.each([
    ["a file that is not there", {}, unreadable("/config", "no such file")],
    ["broken YAML", { "/config": "a: [1, 2\nsecret: x" }, unreadable("/config", "line 2, column 1")],
    ["text", { "/config": "hello" }, unreadable("/config", "no settings")],
    ["lists that are none", { "/config": "clusters: 5" }, unreadable("/config", '"clusters" is no list')],
    ["an entry without a name", { "/config": "clusters: [{cluster: {}}]" }, unreadable("/config", "clusters\\[0\\]")],
    ["no current context", { "/config": kubeconfig({ current: "" }) }, unreadable("/config", "current-context", "use-context")],
    ["an unknown context", { "/config": kubeconfig({ current: "y" }) }, unreadable("/config", '"y"')],
    ["no server", { "/config": kubeconfig({ cluster: {} }) }, unreadable("/config", 'server of the cluster "c"')],
    ["a server that is no URL", { "/config": kubeconfig({ server: "one:6443" }) }, unreadable("/config", "server")],
    ["data that is no PEM", { "/config": kubeconfig({ cluster: { server: "https://a", "certificate-authority-data": "eHg=" } }) }, unreadable("certificate-authority-data")],
    ["a file that cannot be read", { "/config": kubeconfig({ cluster: { server: "https://a", "certificate-authority": "ca.crt" } }) }, unreadable("certificate-authority", "/ca.crt")],
    ["half a certificate", { "/config": kubeconfig({ user: { "client-key-data": PEM_64 } }) }, unreadable('user "u"', "client-certificate")],
  ])("names the file and the field: %s", async (_title, files, expected) => {
    await expect(connect("/config", { files })).rejects.toEqual(expected);
  });

  it("does not repeat secrets from a broken file", async () => {
    const files = { "/config": "users:\n- name: u\n  user: {token: very-secret\n" };
    await expect(connect("/config", { files })).rejects.toEqual(
      expect.objectContaining({ message: expect.not.stringContaining("very-secret") }),
    );
  });

  it("reads certificates from data and from files beside the kubeconfig", async () => {
    const cluster = { server: "https://a", "certificate-authority": "pki/ca.crt", "tls-server-name": "api", "insecure-skip-tls-verify": true, "proxy-url": "http://proxy" };
    const user = { "client-certificate-data": PEM_64, "client-key": "/pki/key.pem" };
    const files = { "/etc/kube/config": kubeconfig({ cluster, user }), "/etc/kube/pki/ca.crt": "CA", "/pki/key.pem": "KEY" };
    const credential = await connect("/etc/kube/config", { files });
    expect(credential.tls).toEqual({ ca: "CA", cert: PEM, key: "KEY", serverName: "api", insecure: true });
    expect(credential.proxyUrl).toBe("http://proxy");
    expect(await credential.headers()).toEqual({});
  });

  it("knows names with passwords, and token files", async () => {
    const basic = await connect("/config", { files: { "/config": kubeconfig({ user: { username: "a", password: "b" } }) } });
    expect(await basic.headers()).toEqual({ authorization: "Basic YTpi" });
    const file = await connect("/config", { files: { "/config": kubeconfig({ user: { tokenFile: "token" } }), "/token": "from file" } });
    expect(await file.headers()).toEqual({ authorization: "Bearer from file" });
  });

  it("takes plain values", async () => {
    const credential = await connect({ server: "https://a", ca: "CA", token: "t", priority: 3, clientCertificate: "C", clientKey: "K" }, {});
    expect(credential).toMatchObject({ server: "https://a", tls: { ca: "CA", cert: "C", key: "K" }, priority: 3 });
    expect(await credential.headers()).toEqual({ authorization: "Bearer t" });
    await expect(connect({ server: "a" }, {})).rejects.toEqual(expect.objectContaining({ code: "SETTING_INVALID" }));
  });

  it.each([
    ["https://api.example.com", {}, undefined],
    ["https://api.example.com", { HTTPS_PROXY: "http://p:1" }, "http://p:1"],
    ["https://api.example.com", { https_proxy: "p:1" }, "http://p:1"],
    ["http://api.example.com", { HTTPS_PROXY: "http://p:1" }, undefined],
    ["https://127.0.0.1:6443", { HTTPS_PROXY: "http://p:1" }, undefined],
    ["https://localhost", { HTTPS_PROXY: "http://p:1" }, undefined],
    ["https://api.example.com", { HTTPS_PROXY: "http://p:1", NO_PROXY: "other, example.com" }, undefined],
    ["https://api.example.com", { HTTPS_PROXY: "http://p:1", NO_PROXY: "ample.com" }, "http://p:1"],
    ["https://api.example.com", { HTTPS_PROXY: "http://p:1", NO_PROXY: "api.example.com:8443" }, "http://p:1"],
    ["https://example.com", { HTTPS_PROXY: "http://p:1", NO_PROXY: ".example.com" }, "http://p:1"],
    ["https://api.example.com", { HTTPS_PROXY: "http://p:1", no_proxy: "*" }, undefined],
    ["https://10.1.2.3:6443", { HTTPS_PROXY: "http://p:1", NO_PROXY: "10.0.0.0/8" }, undefined],
    ["https://11.1.2.3:6443", { HTTPS_PROXY: "http://p:1", NO_PROXY: "10.0.0.0/8,bad/99" }, "http://p:1"],
    ["https://[fd00::5]", { HTTPS_PROXY: "http://p:1", NO_PROXY: "fd00::/16" }, undefined],
  ])("follows the proxies of the environment: %s with %j", async (server, env, expected) => {
    expect((await connect({ server }, { env })).proxyUrl).toBe(expected);
  });
});
