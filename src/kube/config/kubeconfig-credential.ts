import { Credential, FixedHeaders } from "../credential.js";
import type { HeaderSource, TlsOptions } from "../credential.js";
import { isRecord, recordsOf, stringOf, stringsOf } from "../json.js";
import { credentialByClientNode } from "./client-node-credential.js";
import type { KubeconfigDocument } from "./client-node-credential.js";
import { unreadable } from "./config-errors.js";
import { pemOf } from "./entry-values.js";
import type { ResolvedEnvironment } from "./environment.js";
import { pathIn } from "./kubeconfig-file.js";
import type { ConfigEntry, Kubeconfig } from "./kubeconfig-file.js";
import { proxyFor } from "./proxy-environment.js";
import { TokenFile } from "./token-file.js";

interface Current {
  readonly cluster: ConfigEntry;
  readonly user: ConfigEntry | undefined;
}

/**
 * The credential of a kubeconfig's current context.
 *
 * @throws SettingsError with code `KUBECONFIG_UNREADABLE`, naming file and field.
 */
export async function credentialOfKubeconfig(config: Kubeconfig, environment: ResolvedEnvironment): Promise<Credential> {
  const current = currentOf(config);
  const server = serverOf(current.cluster);
  if (needsClientNode(current.user)) return credentialByClientNode(documentOf(current, server), environment);
  const { cluster, user } = current;
  const source = user === undefined ? undefined : await sourceOf(user, environment);
  return new Credential({
    server,
    tls: await tlsOf(current, environment),
    proxyUrl: stringOf(cluster.values["proxy-url"]) || proxyFor(server, environment.env),
    ...(source === undefined ? {} : { source }),
  });
}

function currentOf(config: Kubeconfig): Current {
  const name = config.currentContext;
  const [file = ""] = config.files;
  if (name === "") {
    const names = [...config.contexts.keys()].join(", ");
    throw unreadable(file, `it has no current-context. Set one of ${names}: kubectl config use-context NAME`);
  }
  const context = config.contexts.get(name);
  if (context === undefined) throw unreadable(file, `its current-context "${name}" is not among its contexts.`);
  const cluster = config.clusters.get(stringOf(context.values["cluster"]));
  if (cluster === undefined) throw unreadable(context.file, `the cluster of the context "${name}" is not among its clusters.`);
  const userName = stringOf(context.values["user"]);
  const user = config.users.get(userName);
  if (user === undefined && userName !== "") throw unreadable(context.file, `the user of the context "${name}" is not among its users.`);
  return { cluster, user };
}

function serverOf(cluster: ConfigEntry): string {
  const server = stringOf(cluster.values["server"]);
  if (!/^https?:$/.test(URL.parse(server)?.protocol ?? "")) {
    throw unreadable(cluster.file, `server of the cluster "${cluster.name}" is not a URL that begins with https:// or http://.`);
  }
  return server;
}

async function tlsOf({ cluster, user }: Current, environment: ResolvedEnvironment): Promise<TlsOptions> {
  const ca = await pemOf(cluster, "certificate-authority", environment);
  const cert = user === undefined ? undefined : await pemOf(user, "client-certificate", environment);
  const key = user === undefined ? undefined : await pemOf(user, "client-key", environment);
  if (user !== undefined && (cert === undefined) !== (key === undefined)) {
    throw unreadable(user.file, `the user "${user.name}" has only one of client-certificate and client-key.`);
  }
  const serverName = stringOf(cluster.values["tls-server-name"]);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === "" ? {} : { serverName }),
    ...(cluster.values["insecure-skip-tls-verify"] === true ? { insecure: true } : {}),
  };
}

async function sourceOf(user: ConfigEntry, environment: ResolvedEnvironment): Promise<HeaderSource | undefined> {
  const tokenFile = stringOf(user.values["tokenFile"]) || stringOf(user.values["token-file"]);
  if (tokenFile !== "") return TokenFile.open(pathIn(user, tokenFile), environment);
  const token = stringOf(user.values["token"]);
  if (token !== "") return FixedHeaders.bearer(token);
  const username = stringOf(user.values["username"]);
  return username === "" ? undefined : FixedHeaders.basic(username, stringOf(user.values["password"]));
}

function needsClientNode(user: ConfigEntry | undefined): boolean {
  return user !== undefined && ["exec", "auth-provider", "as"].some((field) => user.values[field] !== undefined && user.values[field] !== null);
}

/** The current context alone, with absolute paths. */
function documentOf({ cluster, user }: Current, server: string): KubeconfigDocument {
  const values = user === undefined ? {} : { ...absolute(user), exec: execOf(user, server) };
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: cluster.name, cluster: absolute(cluster) }],
    users: [{ name: user?.name ?? "", user: values }],
    contexts: [{ name: "current", context: { cluster: cluster.name, user: user?.name ?? "" } }],
    "current-context": "current",
  };
}

function absolute(entry: ConfigEntry): Readonly<Record<string, unknown>> {
  const values = { ...entry.values };
  for (const field of ["certificate-authority", "client-certificate", "client-key", "tokenFile", "token-file"]) {
    const file = stringOf(values[field]);
    if (file !== "") values[field] = pathIn(entry, file);
  }
  // The name that client-node knows it by.
  if (values["tokenFile"] !== undefined) values["token-file"] = values["tokenFile"];
  return values;
}

/** An exec plugin as client-node runs it, with what `kubectl` tells plugins besides. */
function execOf(user: ConfigEntry, server: string): unknown {
  const exec = user.values["exec"];
  if (!isRecord(exec)) return undefined;
  const command = stringOf(exec["command"]);
  const info = {
    apiVersion: exec["apiVersion"],
    kind: "ExecCredential",
    spec: { interactive: false, ...(exec["provideClusterInfo"] === true ? { cluster: { server } } : {}) },
  };
  return {
    ...exec,
    command: /[/\\]/.test(command) ? pathIn(user, command) : command,
    args: stringsOf(exec["args"]),
    env: [...recordsOf(exec["env"]), { name: "KUBERNETES_EXEC_INFO", value: JSON.stringify(info) }],
  };
}
