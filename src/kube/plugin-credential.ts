import { isAbsolute } from "node:path";

import type { KubeConfig } from "@kubernetes/client-node";

import { isRecord } from "../resources/json.js";
import { messageOf, OperatorError } from "../support/errors.js";
import { unreadable } from "./config-errors.js";
import type { ConfigEnvironment } from "./config-environment.js";
import type { Credential, RequestHeaders, TlsOptions } from "./credential.js";
import { environmentProxy } from "./environment-proxy.js";
import { impersonationHeaders } from "./impersonation.js";
import { basicAuthorization, clusterReach } from "./kubeconfig-credential.js";
import { pathIn } from "./kubeconfig-file.js";
import { record, text } from "./loose-json.js";
import { sentence } from "./map-errors.js";
import type { KubeconfigEntry, KubeconfigSelection } from "./kubeconfig-file.js";
import { checkTls } from "./pem.js";
import { Rotating } from "./rotating.js";

/** How long headers from client-node are used before it is asked again; it keeps tokens itself until they expire. */
const ASK_AGAIN_MS = 10_000;

/** The credential of a kubeconfig whose user needs a plugin. */
export async function pluginCredential(
  selection: KubeconfigSelection & { readonly user: KubeconfigEntry },
  environment: ConfigEnvironment,
): Promise<Credential> {
  const { user, namespace, source } = selection;
  const reach = await clusterReach(selection, environment);
  // Loading it costs some 50 MB and half a second: only those who need it pay.
  const { KubeConfig: ClientNodeConfig } = await import("@kubernetes/client-node");
  const config = new ClientNodeConfig();
  config.loadFromClusterAndUser(
    // Its own connections are not used; without the flag it refuses servers without TLS.
    { name: "cluster", server: reach.server, skipTLSVerify: true },
    {
      name: user.name,
      exec: execOf(user, reach.server),
      authProvider: user.fields.raw("auth-provider"),
    },
  );
  const what = `The login of user ${user.name} in ${source.replace(/^The/, "the")}`;
  const answers = clientNodeAnswers(config, what, environment);
  const { cert, key } = await answers.get();
  const impersonation = impersonationHeaders(user.fields);
  return {
    ...reach,
    tls: checkTls({ ...reach.tls, ...(cert && { cert }), ...(key && { key }) }, source),
    namespace,
    priority: 0,
    headers: async () => ({ ...(await answers.get()).headers, ...impersonation }),
  };
}

/** The credential of a client-node `KubeConfig` that was handed in. */
export async function clientNodeCredential(
  config: KubeConfig,
  environment: ConfigEnvironment,
): Promise<Credential> {
  const source = "The KubeConfig object";
  const cluster = config.getCurrentCluster();
  if (cluster === null || URL.parse(cluster.server) === null) {
    throw unreadable({
      source,
      problem: cluster === null ? "it has no current cluster." : "its server is no URL.",
      remedy: "Load it before it is handed in: `config.loadFromDefault()`.",
    });
  }
  const server = cluster.server.replace(/\/+$/, "");
  const answers = server.startsWith("http:")
    ? plainAnswers(config, environment)
    : clientNodeAnswers(config, "The login of the KubeConfig object", environment);
  const { headers: _headers, ...tls } = await answers.get();
  return {
    server,
    tls: checkTls(tls, source),
    proxyUrl: cluster.proxyUrl ?? environmentProxy(server, environment.env),
    namespace: config.getContextObject(config.getCurrentContext())?.namespace,
    priority: 0,
    headers: async () => (await answers.get()).headers,
  };
}

/** What client-node says of a connection. */
interface ClientNodeAnswer extends TlsOptions {
  readonly headers: RequestHeaders;
}

function clientNodeAnswers(
  config: KubeConfig,
  what: string,
  environment: ConfigEnvironment,
): Rotating<ClientNodeAnswer> {
  const read = async (): Promise<ClientNodeAnswer> => {
    const options: Parameters<KubeConfig["applyToHTTPSOptions"]>[0] = {};
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      throw new OperatorError(
        "LOGIN_FAILED",
        `${what} failed: ${sentence(messageOf(error))} Try the same with kubectl.`,
        { cause: error },
      );
    }
    return answerOf(options);
  };
  return new Rotating({ read, maxAgeMs: ASK_AGAIN_MS, clock: environment.clock });
}

/** client-node makes no connection options for servers without TLS. */
function plainAnswers(
  config: KubeConfig,
  environment: ConfigEnvironment,
): Rotating<ClientNodeAnswer> {
  const user = config.getCurrentUser();
  const read = async (): Promise<ClientNodeAnswer> => {
    const authorization =
      user?.token !== undefined
        ? `Bearer ${user.token}`
        : user?.username !== undefined
          ? basicAuthorization(user.username, user.password ?? "")
          : undefined;
    return Promise.resolve({ headers: authorization === undefined ? {} : { authorization } });
  };
  return new Rotating({ read, maxAgeMs: ASK_AGAIN_MS, clock: environment.clock });
}

function answerOf(options: object): ClientNodeAnswer {
  const given = record(options);
  const servername = text(given["servername"]);
  const ca = pemText(given["ca"]);
  const cert = pemText(given["cert"]);
  const key = pemText(given["key"]);
  return {
    headers: headersOf(given),
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(servername && { servername }),
    ...(given["rejectUnauthorized"] === false && { rejectUnauthorized: false }),
  };
}

function headersOf(given: Readonly<Record<string, unknown>>): RequestHeaders {
  const headers: Record<string, string> = {};
  const basic = text(given["auth"]);
  if (basic !== "")
    headers["authorization"] = `Basic ${Buffer.from(basic, "utf8").toString("base64")}`;
  for (const [name, value] of Object.entries(record(given["headers"]))) {
    if (typeof value === "string") headers[name.toLowerCase()] = value;
  }
  return headers;
}

function pemText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return Buffer.isBuffer(value) ? value.toString("utf8") : undefined;
}

/** A plugin is started as kubectl starts it: from the kubeconfig's folder if its path is relative, told what it is asked for. */
function execOf(user: KubeconfigEntry, server: string): unknown {
  const exec = user.fields.raw("exec");
  if (!isRecord(exec)) return undefined;
  const { command } = exec;
  const isPath = typeof command === "string" && /[/\\]/.test(command) && !isAbsolute(command);
  const info = {
    apiVersion: exec["apiVersion"],
    kind: "ExecCredential",
    spec: {
      interactive: false,
      ...(exec["provideClusterInfo"] === true && { cluster: { server } }),
    },
  };
  const own = Array.isArray(exec["env"]) ? exec["env"] : [];
  return {
    ...exec,
    ...(isPath && { command: pathIn(user, command) }),
    env: [{ name: "KUBERNETES_EXEC_INFO", value: JSON.stringify(info) }, ...own],
  };
}
