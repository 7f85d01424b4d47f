import { Credential } from "../credential.js";
import type { ResolvedEnvironment } from "./environment.js";
import { isMissing } from "./config-errors.js";
import { proxyFor } from "./proxy-environment.js";
import { TokenFile } from "./token-file.js";

/** Where Kubernetes puts the files of a pod's service account. */
export const SERVICE_ACCOUNT_DIR = "/var/run/secrets/kubernetes.io/serviceaccount";

/** How a pod reaches its cluster: as its service account. `undefined` outside of a cluster. */
export async function inClusterCredential(environment: ResolvedEnvironment): Promise<Credential | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = "443" } = environment.env;
  if (host === undefined || host === "") return undefined;
  const ca = await readIfThere(`${SERVICE_ACCOUNT_DIR}/ca.crt`, environment);
  if ((await readIfThere(`${SERVICE_ACCOUNT_DIR}/token`, environment)) === undefined) return undefined;
  const server = `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return new Credential({
    server,
    tls: ca === undefined ? {} : { ca },
    proxyUrl: proxyFor(server, environment.env),
    source: await TokenFile.open(`${SERVICE_ACCOUNT_DIR}/token`, environment),
  });
}

async function readIfThere(file: string, { readFile }: ResolvedEnvironment): Promise<string | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
