import type { Cluster, KubeConfig, User } from "@kubernetes/client-node";

import { messageOf } from "../support/errors.js";
import { loginFailed, unreadable } from "./config-errors.js";
import type { ConfigEnvironment } from "./config-environment.js";
import type { Credential, RequestHeaders, TlsOptions } from "./credential.js";
import { environmentProxy } from "./environment-proxy.js";
import { execCredential } from "./exec-credential.js";
import { impersonationHeaders } from "./impersonation.js";
import { basicAuthorization, clusterReach } from "./kubeconfig-credential.js";
import { KubeconfigFields } from "./kubeconfig-fields.js";
import type { KubeconfigEntry, KubeconfigSelection } from "./kubeconfig-file.js";
import { record, text } from "./loose-json.js";
import { checkTls } from "./pem.js";
import { Rotating } from "./rotating.js";

/** How long headers from client-node are used before it is asked again; it keeps tokens itself until they expire. */
const ASK_AGAIN_MS = 10_000;

/** The credential of a kubeconfig whose user has an `auth-provider`. */
export async function authProviderCredential(
  selection: KubeconfigSelection & { readonly user: KubeconfigEntry },
  environment: ConfigEnvironment,
): Promise<Credential> {
  const { user, namespace, source } = selection;
  const provider = user.fields.section("auth-provider").text("name");
  if (provider === undefined)
    throw user.fields.wrong("auth-provider", "has no name.", "Name the way to log in.");
  const reach = await clusterReach(selection, environment);
  // Loading it costs some 50 MB and half a second: only those who need it pay.
  const { KubeConfig: ClientNodeConfig } = await import("@kubernetes/client-node");
  const config = new ClientNodeConfig();
  config.loadFromClusterAndUser(
    // Its own connections are not used; without the flag it refuses servers without TLS.
    { name: "cluster", server: reach.server, skipTLSVerify: true },
    { name: user.name, authProvider: user.fields.raw("auth-provider") },
  );
  const what = `The login of user ${user.name} in ${source.replace(/^The/, "the")}`;
  const answers = clientNodeAnswers(config, { what, provider, environment });
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

const SOURCE = "The KubeConfig object";

/** The credential of a client-node `KubeConfig` that was handed in. */
export async function clientNodeCredential(
  config: KubeConfig,
  environment: ConfigEnvironment,
): Promise<Credential> {
  const cluster = clusterOf(config);
  const user = config.getCurrentUser();
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace;
  if (user?.exec !== undefined && user.exec !== null)
    return execCredential({ ...execSelection(cluster, user), namespace }, environment);
  const server = cluster.server.replace(/\/+$/, "");
  const what = "The login of the KubeConfig object";
  const provider = providerOf(user);
  const answers = server.startsWith("http:")
    ? plainAnswers(config, environment)
    : clientNodeAnswers(config, { what, provider, environment });
  const { headers: _headers, ...tls } = await answers.get();
  return {
    server,
    tls: checkTls(tls, SOURCE),
    proxyUrl: cluster.proxyUrl ?? environmentProxy(server, environment.env),
    namespace,
    priority: 0,
    headers: async () => (await answers.get()).headers,
  };
}

function clusterOf(config: KubeConfig): Cluster {
  const cluster = config.getCurrentCluster();
  if (cluster !== null && URL.parse(cluster.server) !== null) return cluster;
  throw unreadable({
    source: SOURCE,
    problem: cluster === null ? "it has no current cluster." : "its server is no URL.",
    remedy: "Load it before it is handed in: `config.loadFromDefault()`.",
  });
}

function providerOf(user: User | null): string | undefined {
  const provider: unknown = user?.authProvider ?? undefined;
  return provider === undefined ? undefined : text(record(provider)["name"]);
}

/** client-node's own runner keeps a refused answer for ever, so its users with a plugin are those of a kubeconfig. */
function execSelection(
  cluster: Cluster,
  user: User,
): Omit<KubeconfigSelection, "namespace"> & { readonly user: KubeconfigEntry } {
  return {
    source: SOURCE,
    cluster: entry("clusters", cluster.name, {
      server: cluster.server,
      "certificate-authority": cluster.caFile,
      "certificate-authority-data": cluster.caData,
      "tls-server-name": cluster.tlsServerName,
      "insecure-skip-tls-verify": cluster.skipTLSVerify,
      "proxy-url": cluster.proxyUrl,
    }),
    user: entry("users", user.name, { exec: user.exec, as: user.impersonateUser }),
  };
}

function entry(section: "clusters" | "users", name: string, values: object): KubeconfigEntry {
  const place = `${section}[${name}].${section.slice(0, -1)}`;
  // Its paths count from the folder of the process.
  return { name, fields: new KubeconfigFields(values, SOURCE, place), file: "KubeConfig" };
}

/** What client-node says of a connection. */
interface ClientNodeAnswer extends TlsOptions {
  readonly headers: RequestHeaders;
}

interface ClientNodeLogin {
  /** For messages. */
  readonly what: string;
  /** The `auth-provider` that has to give something; client-node passes over those that it does not know. */
  readonly provider: string | undefined;
  readonly environment: ConfigEnvironment;
}

function clientNodeAnswers(
  config: KubeConfig,
  { what, provider, environment }: ClientNodeLogin,
): Rotating<ClientNodeAnswer> {
  const read = async (): Promise<ClientNodeAnswer> => {
    const options: Parameters<KubeConfig["applyToHTTPSOptions"]>[0] = {};
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      const said = messageOf(error);
      const problem = said.trim() === "" ? "client-node gave no reason" : said;
      throw loginFailed(what, { problem, cause: error });
    }
    const answer = answerOf(options);
    const isAnonymous = answer.headers["authorization"] === undefined && answer.cert === undefined;
    if (provider === undefined || !isAnonymous) return answer;
    throw loginFailed(what, {
      problem: `the auth-provider ${provider} is not known, or gave neither a token nor a certificate`,
    });
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
