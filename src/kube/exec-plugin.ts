import { resolve } from "node:path";

import type { ConfigEnvironment } from "./config-environment.js";
import type { Credential } from "./credential.js";
import type { KubeconfigFields } from "./kubeconfig-fields.js";
import { pathIn } from "./kubeconfig-file.js";
import type { KubeconfigEntry, KubeconfigSelection } from "./kubeconfig-file.js";
import { records, text } from "./loose-json.js";
import { outputOf } from "./run-program.js";

/** Some ask a server on the Internet; none waits for a person, as nobody is there. */
const TIME_LIMIT_MS = 60_000;

const GROUP = "client.authentication.k8s.io";
const API_VERSIONS = [`${GROUP}/v1`, `${GROUP}/v1beta1`];

/** A program that is run for a token or a certificate: `exec` of a kubeconfig's user. */
export interface ExecPlugin {
  readonly command: string;
  /** How to get the program, for those who do not have it. */
  readonly installHint: string | undefined;
  /** Runs it as kubectl does, and gives what it printed. */
  run(environment: ConfigEnvironment): Promise<string>;
}

/** The plugin of a user. */
export function execPluginOf(
  selection: KubeconfigSelection & { readonly user: KubeconfigEntry },
  reach: Pick<Credential, "server" | "tls" | "proxyUrl">,
): ExecPlugin {
  const fields = selection.user.fields.section("exec");
  const command = commandOf(fields, selection.user);
  const args = fields.texts("args");
  const own = variablesOf(fields);
  const spec = {
    interactive: false,
    ...(fields.flag("provideClusterInfo") && { cluster: clusterInfo(selection, reach) }),
  };
  const info = { apiVersion: apiVersionOf(fields), kind: "ExecCredential", spec };
  if (fields.text("interactiveMode") === "Always") {
    throw fields.wrong(
      "interactiveMode",
      "is Always, but an operator has no terminal to ask at.",
      "Use a login that asks for nothing: the token of a service account, for example.",
    );
  }
  return {
    command,
    installHint: fields.text("installHint"),
    run: async ({ env, clock, signal }) =>
      outputOf({
        command,
        args,
        env: { ...env, ...own, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
        timeLimitMs: TIME_LIMIT_MS,
        clock,
        signal,
      }),
  };
}

/** A path counts from the kubeconfig's folder; a bare name is looked for in `PATH`. */
function commandOf(fields: KubeconfigFields, user: KubeconfigEntry): string {
  const command = fields.text("command");
  if (command === undefined) throw fields.wrong("command", "is missing.", "Name the program.");
  return /[/\\]/.test(command) ? resolve(pathIn(user, command)) : command;
}

function apiVersionOf(fields: KubeconfigFields): string {
  const version = fields.text("apiVersion") ?? `${GROUP}/v1`;
  if (API_VERSIONS.includes(version)) return version;
  throw fields.wrong(
    "apiVersion",
    `is ${version}, but must be ${API_VERSIONS.join(" or ")}.`,
    "Get a new kubeconfig, and a new version of the plugin.",
  );
}

function variablesOf(fields: KubeconfigFields): Readonly<Record<string, string>> {
  const given = fields.raw("env") ?? [];
  const variables = records(given).map((one) => [text(one["name"]), one["value"]] as const);
  const isRight =
    Array.isArray(given) &&
    given.length === variables.length &&
    variables.every(([name, value]) => name !== "" && typeof value === "string");
  if (!isRight) throw fields.wrong("env", "must be a list of { name, value } of texts.");
  return Object.fromEntries(variables.map(([name, value]) => [name, text(value)]));
}

/** What a plugin is told of the cluster, in the words of the kubeconfig. */
function clusterInfo(
  { cluster }: KubeconfigSelection,
  { server, tls, proxyUrl }: Pick<Credential, "server" | "tls" | "proxyUrl">,
): object {
  const extensions = records(cluster.fields.raw("extensions"));
  return {
    server,
    "tls-server-name": tls.servername,
    "insecure-skip-tls-verify": tls.rejectUnauthorized === false ? true : undefined,
    "certificate-authority-data":
      tls.ca === undefined ? undefined : Buffer.from(tls.ca).toString("base64"),
    "proxy-url": proxyUrl,
    config: extensions.find(({ name }) => name === `${GROUP}/exec`)?.["extension"],
  };
}
