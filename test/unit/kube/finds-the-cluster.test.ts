import { delimiter } from "node:path";
import { inspect } from "node:util";

import { describe, expect, it } from "@jest/globals";

import type { ClusterAccess, ClusterConfig } from "../../../src/kube/cluster-access.js";
import type { Credential } from "../../../src/kube/credential.js";
import { connectionOf } from "../../../src/kube/find-config.js";
import { messageOf } from "../../../src/support/errors.js";
import {
  AUTHORITY,
  CLIENT_CERTIFICATE,
  CLIENT_KEY,
  SERVER_KEY,
} from "../../support/certificates.js";
import { VirtualClock } from "../../support/virtual-clock.js";

type Files = Record<string, string>;

const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
const IN_CLUSTER = { KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443" };
const ACCOUNT_FILES: Files = {
  [`${ACCOUNT}/token`]: "pod-token\n",
  [`${ACCOUNT}/ca.crt`]: AUTHORITY,
  [`${ACCOUNT}/namespace`]: "ns\n",
};

/** A kubeconfig with one context, in JSON, which is YAML too. */
function kubeconfig(server: string, user: object = { token: "t" }, cluster: object = {}): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "c",
    contexts: [{ name: "c", context: { cluster: "k", user: "u", namespace: "team" } }],
    clusters: [{ name: "k", cluster: { server, ...cluster } }],
    users: [{ name: "u", user }],
  });
}

interface Place {
  readonly files?: Files;
  readonly env?: Record<string, string>;
  readonly clock?: VirtualClock;
}

async function find(
  config: ClusterConfig | undefined,
  { files = {}, env = {}, clock = new VirtualClock() }: Place = {},
): Promise<Credential> {
  const readFile = async (path: string): Promise<string> => {
    const text = files[path];
    if (text !== undefined) return Promise.resolve(text);
    return Promise.reject(Object.assign(new Error(`ENOENT: ${path}`), { code: "ENOENT" }));
  };
  return connectionOf(config, { env, homeDir: "/home/me", clock, readFile });
}

async function failure(config: ClusterConfig | undefined, place: Place = {}): Promise<unknown> {
  return find(config, place).then(
    ({ server }) => `found ${server}`,
    (error: unknown) => error,
  );
}

describe("where the cluster is looked for", () => {
  it("takes a path first, then KUBECONFIG, then the home folder, then the pod's account", async () => {
    const files = {
      "/given": kubeconfig("https://given:1"),
      "/named": kubeconfig("https://named:1"),
      "/home/me/.kube/config": kubeconfig("https://home:1"),
      ...ACCOUNT_FILES,
    };
    const env = { KUBECONFIG: "/named", ...IN_CLUSTER };
    expect((await find("/given", { files, env })).server).toBe("https://given:1");
    expect((await find(undefined, { files, env })).server).toBe("https://named:1");
    expect((await find(undefined, { files, env: IN_CLUSTER })).server).toBe("https://home:1");
    expect((await find(undefined, { files: ACCOUNT_FILES, env: IN_CLUSTER })).server).toBe(
      "https://10.0.0.1:443",
    );
  });

  it("does not look into the home folder if KUBECONFIG names files that are not there", async () => {
    const files = { "/home/me/.kube/config": kubeconfig("https://home:1") };
    expect(await failure(undefined, { files, env: { KUBECONFIG: "/nowhere" } })).toMatchObject({
      code: "CLUSTER_NOT_FOUND",
    });
  });

  it("says in one line what was looked for and what to do", async () => {
    expect(await failure(undefined)).toMatchObject({
      name: "SettingsError",
      code: "CLUSTER_NOT_FOUND",
      message:
        "No cluster: looked for KUBECONFIG (not set), /home/me/.kube/config (nothing there), a pod's service account " +
        "(KUBERNETES_SERVICE_HOST is not set). Name a kubeconfig in KUBECONFIG or as the option kubeConfig, or give the option sandbox: true.",
    });
  });

  it("passes over an empty file, as an account of a pod may stand beside one", async () => {
    const files = { "/home/me/.kube/config": "", ...ACCOUNT_FILES };
    expect((await find(undefined, { files, env: IN_CLUSTER })).server).toBe("https://10.0.0.1:443");
  });

  it("never passes over a file that is named", async () => {
    const files = ACCOUNT_FILES;
    expect(await failure("/nowhere", { files, env: IN_CLUSTER })).toMatchObject({
      code: "KUBECONFIG_UNREADABLE",
      message:
        "The kubeconfig /nowhere cannot be used: there is no such file. Correct the path, or make the file readable.",
    });
  });

  it("merges several files: the first one that has a thing counts", async () => {
    const files = {
      "/a": JSON.stringify({ users: [{ name: "u", user: { token: "of a" } }], clusters: null }),
      "/c": kubeconfig("https://c:1", { token: "of c" }),
    };
    const credential = await find(undefined, {
      files,
      env: { KUBECONFIG: ["/a", "/missing", "/c"].join(delimiter) },
    });
    expect(credential).toMatchObject({ server: "https://c:1", namespace: "team" });
    expect(await credential.headers()).toEqual({ authorization: "Bearer of a" });
  });
});

describe("what a kubeconfig says", () => {
  it("reads certificates from data and from files beside it", async () => {
    const files = {
      "/etc/k/config": kubeconfig(
        "https://k:6443/",
        {
          "client-certificate": "admin.crt",
          "client-key-data": Buffer.from(CLIENT_KEY).toString("base64"),
        },
        {
          "certificate-authority": "pki/ca.crt",
          "tls-server-name": "api.example.com",
          "proxy-url": "http://proxy:1",
        },
      ),
      "/etc/k/admin.crt": CLIENT_CERTIFICATE,
      "/etc/k/pki/ca.crt": AUTHORITY,
    };
    expect(await find("/etc/k/config", { files })).toMatchObject({
      server: "https://k:6443",
      tls: {
        ca: AUTHORITY,
        cert: CLIENT_CERTIFICATE,
        key: CLIENT_KEY,
        servername: "api.example.com",
      },
      proxyUrl: "http://proxy:1",
      namespace: "team",
    });
  });

  it.each([
    [{ token: "t", username: "u", password: "p" }, { authorization: "Bearer t" }],
    [
      { username: "u", password: "ö" },
      { authorization: `Basic ${Buffer.from("u:ö").toString("base64")}` },
    ],
    [
      {
        token: "t",
        as: "jane",
        "as-groups": ["a", "b"],
        "as-uid": "7",
        "as-user-extra": { "x.io/y": ["z"] },
      },
      {
        authorization: "Bearer t",
        "impersonate-user": "jane",
        "impersonate-group": ["a", "b"],
        "impersonate-uid": "7",
        "impersonate-extra-x.io%2Fy": ["z"],
      },
    ],
    [{ token: "t\n" }, { authorization: "Bearer t" }],
    [{}, {}],
  ])("makes of %j the headers %j", async (user, headers) => {
    expect(
      await (await find("/k", { files: { "/k": kubeconfig("https://k", user) } })).headers(),
    ).toEqual(headers);
  });

  it("takes the environment's proxy if the file names none", async () => {
    const files = { "/k": kubeconfig("https://k.example.com") };
    expect((await find("/k", { files, env: { HTTPS_PROXY: "http://p:1" } })).proxyUrl).toBe(
      "http://p:1",
    );
    expect(
      (await find("/k", { files, env: { HTTPS_PROXY: "http://p:1", NO_PROXY: "example.com" } }))
        .proxyUrl,
    ).toBeUndefined();
  });

  it("reads a token file again after a minute, and keeps the last token while the file is not there", async () => {
    const clock = new VirtualClock();
    const files: Files = {
      "/d/k": kubeconfig("https://k", { token: "never", tokenFile: "token" }),
      "/d/token": "one\n",
    };
    const credential = await find("/d/k", { files, clock });
    files["/d/token"] = "two\n";
    await clock.advance(59_000);
    expect(await credential.headers()).toEqual({ authorization: "Bearer one" });
    await clock.advance(1000);
    expect(await credential.headers()).toEqual({ authorization: "Bearer two" });
    delete files["/d/token"];
    await clock.advance(60_000);
    expect(await credential.headers()).toEqual({ authorization: "Bearer two" });
  });
});

function failing(code: string): () => Promise<string> {
  return async () => Promise.reject(Object.assign(new Error(code), { code }));
}

/** A few lines that stand for a thousand million values. */
function aliasBomb(): string {
  const lines = ["a0: &a0 [x]"];
  for (let level = 1; level < 10; level++) {
    const aliases = Array.from({ length: 9 }, () => `*a${level - 1}`).join(", ");
    lines.push(`a${level}: &a${level} [${aliases}]`);
  }
  return lines.join("\n");
}

function data(text: string): string {
  return Buffer.from(text).toString("base64");
}

describe("what is wrong with a kubeconfig", () => {
  it.each<[string, string, string]>([
    ["clusters: [\n  {", "line 2, column 4 is no YAML (bad indent)", "Correct the file."],
    ["a: b: c", "line 1, column 4 is no YAML", "Correct the file."],
    [
      "users: [{ name: u, user: { token: *geheim } }]",
      "an alias (*name) names nothing in it",
      "in quotes.",
    ],
    [aliasBomb(), "there are too many of them", "in quotes."],
    ["just text", "the file is a string, but must be a mapping", "Correct the file."],
    ["contexts: {}", "contexts is a mapping, but must be a list", "Correct the file."],
    ["contexts: [{ context: {} }]", "contexts[0] has no name", "Give it one."],
    [
      "contexts: [{ name: a, context: 1 }]",
      "contexts[a].context is a number, but must be a mapping",
      "Correct the file.",
    ],
    ["", "it has no current-context", "kubectl config use-context"],
    [
      "current-context: x\ncontexts: [{ name: a }, { name: b }]",
      'current-context is "x", which is not among its contexts',
      "It has: a, b.",
    ],
    [
      "current-context: x\ncontexts: [{ name: x }]",
      "contexts[x].context.cluster is missing",
      "Name a cluster.",
    ],
    [
      "current-context: x\ncontexts: [{ name: x, context: { cluster: k } }]",
      'contexts[x].context.cluster is "k"',
      "There are no clusters in it.",
    ],
    [kubeconfig("nonsense"), "clusters[k].cluster.server is no URL", "Write https://host:port."],
    [
      kubeconfig("https://k", { token: 5 }),
      "users[u].user.token is a number, but must be a text",
      "Put it in quotes.",
    ],
    [
      kubeconfig("https://k", {}, { "insecure-skip-tls-verify": "yes" }),
      "must be true or false",
      "Correct the file.",
    ],
    [
      kubeconfig("https://k", {}, { "certificate-authority-data": "!!" }),
      "certificate-authority-data is no PEM in base64",
      "Copy it again",
    ],
    [
      kubeconfig("https://k", {}, { "certificate-authority": "ca" }),
      "/dir/ca: there is no such file",
      "Correct the path",
    ],
    [
      kubeconfig("https://k", { "client-certificate": "k" }),
      "client-certificate names /dir/k, which is no PEM",
      "Name another file.",
    ],
    [
      kubeconfig("https://k", { "client-key-data": data(CLIENT_KEY) }),
      "a client key without its certificate",
      "Give both.",
    ],
    [
      kubeconfig("https://k", {
        "client-certificate-data": data(CLIENT_CERTIFICATE),
        "client-key-data": data(SERVER_KEY),
      }),
      "damaged, or do not belong together",
      "Get them again.",
    ],
    [
      kubeconfig("https://k", { tokenFile: "/token" }),
      "/token: there is no such file",
      "Correct the path",
    ],
    [
      kubeconfig("https://k", { token: "geh\neim" }),
      "users[u].user.token is not one line",
      "Write it again.",
    ],
    [
      kubeconfig("https://k", { token: "t", "as-groups": "a" }),
      "users[u].user.as-groups must be a list of texts",
      "Correct the file.",
    ],
  ])("of %s: %s", async (text, problem, remedy) => {
    const error = await failure("/dir/k", { files: { "/dir/k": text } });
    expect(error).toMatchObject({ name: "SettingsError", code: "KUBECONFIG_UNREADABLE" });
    const message = messageOf(error);
    expect(message.startsWith("The kubeconfig /dir/k cannot be used: ")).toBe(true);
    expect(message).toContain(problem);
    expect(message).toContain(remedy);
  });

  it.each([
    "users:\n- name: u\n  user: { token: geheim: [ }",
    "users:\n- name: u\n  user: { token: *geheim }",
  ])("does not repeat lines of the file, which may hold a token: %j", async (text) => {
    const error = await failure("/k", { files: { "/k": text } });
    expect(inspect(error)).not.toContain("geheim");
    expect(JSON.stringify(error)).not.toContain("geheim");
  });

  it("says so of a folder, and of a file that may not be read", async () => {
    const place = { env: {}, homeDir: "/", clock: new VirtualClock() };
    await expect(connectionOf("/k", { ...place, readFile: failing("EISDIR") })).rejects.toThrow(
      "that is a folder",
    );
    await expect(
      connectionOf(undefined, { ...place, readFile: failing("EACCES") }),
    ).rejects.toThrow("no permission to read it");
  });
});

describe("the pod's service account", () => {
  it("gives server, authority, namespace and a token that rotates", async () => {
    const clock = new VirtualClock();
    const files = { ...ACCOUNT_FILES };
    const credential = await find(undefined, {
      files,
      env: { ...IN_CLUSTER, KUBERNETES_SERVICE_HOST: "fd00::1" },
      clock,
    });
    expect(credential).toMatchObject({
      server: "https://[fd00::1]:443",
      tls: { ca: AUTHORITY },
      namespace: "ns",
    });
    expect(await credential.headers()).toEqual({ authorization: "Bearer pod-token" });
    files[`${ACCOUNT}/token`] = "fresh";
    await clock.advance(60_000);
    expect(await credential.headers()).toEqual({ authorization: "Bearer fresh" });
  });

  it("is told to be wrong if its token is not one line", async () => {
    const files = { ...ACCOUNT_FILES, [`${ACCOUNT}/token`]: "a\nb\n" };
    const credential = await find(undefined, { files, env: IN_CLUSTER });
    await expect(credential.headers()).rejects.toThrow(
      `The pod's service account cannot be used: the token in ${ACCOUNT}/token is not one line.`,
    );
  });

  it("is no account without a token", async () => {
    expect(await failure(undefined, { env: IN_CLUSTER })).toMatchObject({
      code: "CLUSTER_NOT_FOUND",
      message: expect.stringContaining(`${ACCOUNT}/token is not there`) as unknown,
    });
  });
});

describe("plain values", () => {
  it("make a credential", async () => {
    const expiration = new Date("2031-01-01T00:00:00Z");
    const credential = await find({
      server: "https://k:6443/",
      ca: AUTHORITY,
      username: "u",
      password: "p",
      clientCertificate: CLIENT_CERTIFICATE,
      clientKey: CLIENT_KEY,
      insecure: true,
      proxyUrl: "http://p:1",
      expiration,
      priority: 5,
    });
    expect(credential).toMatchObject({
      server: "https://k:6443",
      tls: { ca: AUTHORITY, cert: CLIENT_CERTIFICATE, key: CLIENT_KEY, rejectUnauthorized: false },
      proxyUrl: "http://p:1",
      expiresAtMs: expiration.getTime(),
      priority: 5,
    });
    expect(await credential.headers()).toEqual({ authorization: "Basic dTpw" });
  });

  it("take a token with the end of its line, as it was read from a file", async () => {
    const credential = await find({ server: "https://k", token: "abc\n" });
    expect(await credential.headers()).toEqual({ authorization: "Bearer abc" });
  });

  it("are refused with all that is wrong in one message", async () => {
    const given: object = {
      server: "k:6443",
      ca: "/etc/ca.crt",
      expiration: "soon",
      priority: "high",
      insecure: 1,
      token: "a\nb",
    };
    const access = given as ClusterAccess;
    expect(await failure(access)).toMatchObject({
      code: "SETTING_INVALID",
      message:
        "The cluster access is wrong: server must be an URL, https://host:port; ca must be a PEM's text, not a path; " +
        "expiration must be a Date; priority must be a number; insecure must be true or false; token must be one line. Correct these values.",
    });
    const texts = { server: 1, token: {} } as unknown as ClusterAccess;
    expect(await failure(texts)).toMatchObject({
      message:
        "The cluster access is wrong: server must be a text; token must be a text. Correct these values.",
    });
  });
});
