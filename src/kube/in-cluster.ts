import { isIPv6 } from "node:net";

import { isMissing, unreadable, unreadableFile } from "./config-errors.js";
import { readText } from "./config-environment.js";
import type { ConfigEnvironment } from "./config-environment.js";
import type { Credential } from "./credential.js";
import { tokenFromFile } from "./kubeconfig-credential.js";
import { isPem } from "./pem.js";

const FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";
const SOURCE = "The pod's service account";

/** The service account of the pod that the process runs in, or why there is none. */
export async function serviceAccountCredential(
  environment: ConfigEnvironment,
): Promise<Credential | string> {
  const { env } = environment;
  const host = env["KUBERNETES_SERVICE_HOST"];
  const port = env["KUBERNETES_SERVICE_PORT"];
  if (!host || !port) return "KUBERNETES_SERVICE_HOST is not set";
  const token = await optional(`${FOLDER}/token`, environment);
  if (token === undefined) return `${FOLDER}/token is not there`;
  const ca = await authority(environment);
  const namespace = (await optional(`${FOLDER}/namespace`, environment))?.trim();
  const rotating = tokenFromFile(`${FOLDER}/token`, SOURCE, environment);
  return {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    tls: ca === undefined ? {} : { ca },
    namespace,
    priority: 0,
    headers: async () => ({ authorization: `Bearer ${await rotating.get()}` }),
  };
}

async function authority(environment: ConfigEnvironment): Promise<string | undefined> {
  const ca = await optional(`${FOLDER}/ca.crt`, environment);
  if (ca === undefined || isPem(ca)) return ca;
  throw unreadable({
    source: SOURCE,
    problem: `${FOLDER}/ca.crt is no PEM.`,
    remedy: "Look at the pod's volumes.",
  });
}

async function optional(path: string, environment: ConfigEnvironment): Promise<string | undefined> {
  return readText(path, environment).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw unreadableFile(SOURCE, path, error);
  });
}
