import { bearerToken } from "./bearer-token.js";
import { unreadable, unreadableFile } from "./config-errors.js";
import { readText } from "./config-environment.js";
import type { ConfigEnvironment } from "./config-environment.js";
import type { Credential, RequestHeaders, TlsOptions } from "./credential.js";
import { environmentProxy } from "./environment-proxy.js";
import { impersonationHeaders } from "./impersonation.js";
import { pathIn } from "./kubeconfig-file.js";
import type { KubeconfigEntry, KubeconfigSelection } from "./kubeconfig-file.js";
import { checkTls, isPem } from "./pem.js";
import { Rotating } from "./rotating.js";

/** How old a token from a file may be. As in client-go. */
const TOKEN_AGE_MS = 60_000;

/** The credential of a kubeconfig whose user needs no plugin. */
export async function kubeconfigCredential(
  selection: KubeconfigSelection,
  environment: ConfigEnvironment,
): Promise<Credential> {
  const { user, source, namespace } = selection;
  const reach = await clusterReach(selection, environment);
  const cert = user && (await pem(user, "client-certificate", { environment, source }));
  const key = user && (await pem(user, "client-key", { environment, source }));
  const tls = checkTls({ ...reach.tls, ...(cert && { cert }), ...(key && { key }) }, source);
  const headers = userHeaders(user, source, environment);
  // A token file that cannot be read is found now, not at the first request.
  await headers();
  return { ...reach, tls, namespace, priority: 0, headers };
}

/** How the server of a kubeconfig is reached, whoever asks. */
export async function clusterReach(
  { cluster, source }: KubeconfigSelection,
  environment: ConfigEnvironment,
): Promise<Pick<Credential, "server" | "tls" | "proxyUrl">> {
  const { fields } = cluster;
  const server = serverOf(cluster);
  const ca = await pem(cluster, "certificate-authority", { environment, source });
  const servername = fields.text("tls-server-name");
  const tls: TlsOptions = {
    ...(ca && { ca }),
    ...(servername && { servername }),
    ...(fields.flag("insecure-skip-tls-verify") && { rejectUnauthorized: false }),
  };
  return {
    server,
    tls,
    proxyUrl: fields.text("proxy-url") ?? environmentProxy(server, environment.env),
  };
}

function serverOf({ fields }: KubeconfigEntry): string {
  const server = fields.text("server");
  const protocol = server === undefined ? undefined : URL.parse(server)?.protocol;
  if (server !== undefined && (protocol === "https:" || protocol === "http:"))
    return server.replace(/\/+$/, "");
  throw fields.wrong(
    "server",
    server === undefined ? "is missing." : "is no URL.",
    "Write https://host:port.",
  );
}

interface PemOptions {
  readonly environment: ConfigEnvironment;
  readonly source: string;
}

/** A PEM from `<key>-data`, or from the file that `<key>` names. */
async function pem(
  entry: KubeconfigEntry,
  key: string,
  { environment, source }: PemOptions,
): Promise<string | undefined> {
  const data = entry.fields.text(`${key}-data`);
  if (data !== undefined) {
    const text = Buffer.from(data, "base64").toString("utf8");
    if (isPem(text)) return text;
    throw entry.fields.wrong(`${key}-data`, "is no PEM in base64.", "Copy it again, as a whole.");
  }
  const path = entry.fields.text(key);
  if (path === undefined) return undefined;
  const file = pathIn(entry, path);
  const text = await readText(file, environment).catch((error: unknown) => {
    throw unreadableFile(source, file, error);
  });
  if (isPem(text)) return text;
  throw entry.fields.wrong(key, `names ${file}, which is no PEM.`, "Name another file.");
}

function userHeaders(
  user: KubeconfigEntry | undefined,
  source: string,
  environment: ConfigEnvironment,
): () => Promise<RequestHeaders> {
  if (user === undefined) return async () => Promise.resolve({});
  const impersonation = impersonationHeaders(user.fields);
  const tokenFile = user.fields.text("tokenFile");
  if (tokenFile === undefined) {
    const fixed = { ...fixedAuthorization(user), ...impersonation };
    return async () => Promise.resolve(fixed);
  }
  const token = tokenFromFile(pathIn(user, tokenFile), source, environment);
  return async () => ({ authorization: `Bearer ${await token.get()}`, ...impersonation });
}

/** A token in a file, which others renew. */
export function tokenFromFile(
  file: string,
  source: string,
  environment: ConfigEnvironment,
): Rotating<string> {
  const read = async (): Promise<string> => {
    const text = await readText(file, environment).catch((error: unknown) => {
      throw unreadableFile(source, file, error);
    });
    const token = bearerToken(text);
    if (token !== undefined) return token;
    throw unreadable({
      source,
      problem: `the token in ${file} is not one line.`,
      remedy: "Write it again.",
    });
  };
  return new Rotating({ read, maxAgeMs: TOKEN_AGE_MS, clock: environment.clock });
}

function fixedAuthorization({ fields }: KubeconfigEntry): RequestHeaders {
  const text = fields.text("token");
  if (text !== undefined) {
    const token = bearerToken(text);
    if (token === undefined) throw fields.wrong("token", "is not one line.", "Write it again.");
    return { authorization: `Bearer ${token}` };
  }
  const username = fields.text("username");
  return username === undefined
    ? {}
    : { authorization: basicAuthorization(username, fields.text("password") ?? "") };
}

/** `Authorization` of a name and a password. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}
