import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { KubeConfig } from "@kubernetes/client-node";
import { describe, expect, it } from "@jest/globals";

import type { ClusterConfig } from "../../../src/kube/cluster-access.js";
import type { Credential } from "../../../src/kube/credential.js";
import { connectionOf } from "../../../src/kube/find-config.js";
import { LifecycleError } from "../../../src/support/errors.js";
import * as pem from "../../support/certificates.js";
import { processesOf } from "../../support/processes.js";
import { ScriptedServer, sendJson, sendStatus } from "../../support/scripted-server.js";
import type { Answer } from "../../support/scripted-server.js";
import { encoded, temporaryFolder } from "../../support/temporary-kubeconfig.js";
import type { TemporaryFolder } from "../../support/temporary-kubeconfig.js";
import { testTransport } from "../../support/transports.js";
import { until } from "../../support/until.js";
import { VirtualClock } from "../../support/virtual-clock.js";

const TLS = { cert: pem.SERVER_CERTIFICATE, key: pem.SERVER_KEY };
const API = "client.authentication.k8s.io";
const NOWHERE = "https://127.0.0.1:1";

interface Place {
  readonly clock?: VirtualClock;
  readonly signal?: AbortSignal;
}

async function connect(
  config: ClusterConfig,
  { clock = new VirtualClock(), ...more }: Place = {},
): Promise<Credential> {
  return connectionOf(config, { env: {}, homeDir: "/nowhere", clock, ...more });
}

/** A plugin that is a line for the shell. */
function shell(line: string, more: object = {}): object {
  return { apiVersion: `${API}/v1`, command: "/bin/sh", args: ["-c", line], ...more };
}

/** A plugin that prints a status. */
function printing(status: object): object {
  return shell(`printf %s '${JSON.stringify({ kind: "ExecCredential", status })}'`);
}

/** A plugin that counts its runs, and gives the tokens t1, t2 … */
function counting(folder: TemporaryFolder, status = ""): object {
  const runs = join(folder.path, "runs");
  const count = `echo x >> ${runs}; n=$(grep -c x ${runs})`;
  return shell(`${count}; echo "{\\"status\\":{${status}\\"token\\":\\"t$n\\"}}"`);
}

async function failureOf(running: Promise<unknown>): Promise<unknown> {
  return running.then(
    () => "It did not fail.",
    (error: unknown) => error,
  );
}

async function failureOfPlugin(exec: unknown): Promise<unknown> {
  await using folder = await temporaryFolder();
  return await failureOf(connect(await folder.kubeconfig(NOWHERE, { exec })));
}

describe("a login plugin", () => {
  it.each(["v1", "v1beta1"])(
    "is run as kubectl runs it: beside the kubeconfig, told what it is asked for in %s",
    async (version) => {
      await using folder = await temporaryFolder();
      const plugin = `#!/bin/sh
echo "$KUBERNETES_EXEC_INFO" > "$(dirname "$0")/info"
echo "{\\"status\\":{\\"token\\":\\"$1-$MODE\\"}}"
`;
      await writeFile(join(folder.path, "plugin"), plugin, { mode: 0o755 });
      const file = await folder.kubeconfig(NOWHERE, {
        exec: {
          apiVersion: `${API}/${version}`,
          command: "./plugin",
          args: ["arg"],
          env: [{ name: "MODE", value: "mode" }],
          provideClusterInfo: true,
          interactiveMode: "Never",
        },
      });
      expect(await (await connect(file)).headers()).toEqual({ authorization: "Bearer arg-mode" });
      expect(JSON.parse(await readFile(join(folder.path, "info"), "utf8"))).toEqual({
        apiVersion: `${API}/${version}`,
        kind: "ExecCredential",
        spec: {
          interactive: false,
          cluster: { server: NOWHERE, "certificate-authority-data": encoded(pem.AUTHORITY) },
        },
      });
    },
  );

  it("may give a certificate", async () => {
    await using folder = await temporaryFolder();
    const exec = printing({
      clientCertificateData: pem.CLIENT_CERTIFICATE,
      clientKeyData: pem.CLIENT_KEY,
      expirationTimestamp: "2031-01-01T00:00:00Z",
    });
    const credential = await connect(await folder.kubeconfig(NOWHERE, { exec }));
    expect(credential).toMatchObject({
      tls: { cert: pem.CLIENT_CERTIFICATE, key: pem.CLIENT_KEY, ca: pem.AUTHORITY },
      expiresAtMs: Date.parse("2031-01-01T00:00:00Z"),
    });
    expect(await credential.headers()).toEqual({});
  });

  it("is run again when its token has expired, once for all who ask", async () => {
    await using folder = await temporaryFolder();
    const clock = new VirtualClock(new Date("2030-01-01T00:00:00Z"));
    const exec = counting(folder, '\\"expirationTimestamp\\":\\"2030-01-01T00:10:00Z\\",');
    const credential = await connect(await folder.kubeconfig(NOWHERE, { exec }), { clock });
    await clock.advance(599_999);
    expect(await credential.headers()).toEqual({ authorization: "Bearer t1" });
    await clock.advance(1);
    const [one, other] = await Promise.all([credential.headers(), credential.headers()]);
    expect(one).toEqual({ authorization: "Bearer t2" });
    expect(other).toEqual(one);
  });

  it.each(["kubeconfig", "KubeConfig object"])(
    "is run again when the server refuses its token, for a %s",
    async (form) => {
      await using folder = await temporaryFolder();
      const answer: Answer = (request, response) => {
        if (request.headers.authorization === "Bearer t2") sendJson(response, 200, {});
        else sendStatus(response, { code: 401, reason: "Unauthorized", message: "Unauthorized" });
      };
      await using server = await ScriptedServer.start(answer, TLS);
      const file = await folder.kubeconfig(server.url, { exec: counting(folder) });
      const config = new KubeConfig();
      config.loadFromFile(file);
      await using setup = testTransport(async () => [
        await connect(form === "kubeconfig" ? file : config),
      ]);
      const { status } = await setup.transport.request({ method: "GET", path: "/api" });
      expect(status).toBe(200);
    },
  );

  it("sees the end of its input, if it asks for something", async () => {
    await using folder = await temporaryFolder();
    const exec = shell(`read pin || echo '{"status":{"token":"asked"}}'`);
    const credential = await connect(await folder.kubeconfig(NOWHERE, { exec }));
    expect(await credential.headers()).toEqual({ authorization: "Bearer asked" });
  });

  it("is ended after a minute", async () => {
    await using folder = await temporaryFolder();
    const clock = new VirtualClock();
    const file = await folder.kubeconfig(NOWHERE, { exec: hanging(folder) });
    const failed = failureOf(connect(file, { clock }));
    await until(() => processesOf(folder.path).length > 0, "the plugin runs");
    await clock.advance(60_000);
    expect(await failed).toMatchObject({
      code: "LOGIN_FAILED",
      message: `The login of user u in the kubeconfig ${file} failed: /bin/sh did not end within 60 s. Try the same with kubectl.`,
    });
    await until(() => processesOf(folder.path).length === 0, "the plugin is ended");
  });

  it("is ended when the login is given up", async () => {
    await using folder = await temporaryFolder();
    await using setup = testTransport(async (signal) => [
      await connect(await folder.kubeconfig(NOWHERE, { exec: hanging(folder) }), { signal }),
    ]);
    const failed = failureOf(setup.transport.request({ method: "GET", path: "/api" }));
    await until(() => processesOf(folder.path).length > 0, "the plugin runs");
    await setup[Symbol.asyncDispose]();
    expect(await failed).toBeInstanceOf(LifecycleError);
    await until(() => processesOf(folder.path).length === 0, "the plugin is ended");
  });
});

/** A plugin that neither ends by itself nor listens to SIGTERM. */
function hanging(folder: TemporaryFolder): object {
  return shell(`trap "" TERM; while :; do sleep 1; done # ${folder.path}`);
}

describe("what is wrong with a login plugin", () => {
  it.each<[string, object, string]>([
    ["complains", shell("echo 'no session' >&2; exit 1"), "no session. Try the same with kubectl."],
    [
      "fails without a word",
      shell("exit 3"),
      "/bin/sh ended with exit code 3 and said nothing. Try the same with kubectl.",
    ],
    ["prints no JSON", shell("echo geheim"), "the plugin's answer is no JSON of an object."],
    ["gives no status", shell("echo '{}'"), "the plugin's answer has no status."],
    ["gives nothing", printing({}), "the plugin's answer has neither a token nor a certificate."],
    ["gives no text", printing({ token: 5 }), "the plugin's answer has a token that is no text."],
    [
      "gives several lines",
      printing({ token: "a\nb" }),
      "the plugin's answer has a token that is not one line.",
    ],
    [
      "gives half a certificate",
      printing({ clientKeyData: "x" }),
      "the plugin's answer has only one of clientCertificateData and clientKeyData.",
    ],
    [
      "says no time",
      printing({ token: "t", expirationTimestamp: "soon" }),
      "the plugin's answer has an expirationTimestamp that is no time.",
    ],
    [
      "is not there",
      { command: "/no/such/plugin", installHint: "Install it with brew" },
      "there is no program /no/such/plugin. Install it with brew.",
    ],
  ])("that %s", async (_what, exec, problem) => {
    const error = await failureOfPlugin(exec);
    expect(error).toMatchObject({
      code: "LOGIN_FAILED",
      message: expect.stringContaining(` failed: ${problem}`) as unknown,
    });
  });

  it.each<[string, unknown, string]>([
    ["no mapping", "aws", "exec is a string, but must be a mapping."],
    ["no command", {}, "exec.command is missing."],
    ["args that are no list", { command: "x", args: "-c" }, "exec.args must be a list of texts."],
    ["no variables", { command: "x", env: [null] }, "exec.env must be a list of { name, value }"],
    ["numbers", { command: "x", env: [{ name: "A", value: 6 }] }, "exec.env must be a list of"],
    [
      "an old version",
      { command: "x", apiVersion: `${API}/v1alpha1` },
      `exec.apiVersion is ${API}/v1alpha1, but must be ${API}/v1 or ${API}/v1beta1.`,
    ],
    [
      "questions",
      { command: "x", interactiveMode: "Always" },
      "exec.interactiveMode is Always, but an operator has no terminal to ask at.",
    ],
  ])("with %s", async (_what, exec, problem) => {
    expect(await failureOfPlugin(exec)).toMatchObject({
      code: "KUBECONFIG_UNREADABLE",
      message: expect.stringContaining(`users[u].user.${problem}`) as unknown,
    });
  });
});
