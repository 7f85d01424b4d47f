import { writeFileSync } from "node:fs";

import { stringify } from "yaml";

import type { ClusterAccess } from "../kube/cluster-access.js";

/** Writes a kubeconfig file that only its owner may read. */
export function writeKubeConfig(path: string, access: ClusterAccess, user: string): void {
  const name = "kephale";
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name,
        cluster: { server: access.server, ...base64("certificate-authority-data", access.ca) },
      },
    ],
    users: [{ name: user, user: credentialsOf(access) }],
    contexts: [{ name, context: { cluster: name, user } }],
    "current-context": name,
  };
  writeFileSync(path, stringify(config), { mode: 0o600 });
}

function credentialsOf(access: ClusterAccess): Record<string, string> {
  return {
    ...base64("client-certificate-data", access.clientCertificate),
    ...base64("client-key-data", access.clientKey),
    ...(access.token === undefined ? {} : { token: access.token }),
  };
}

function base64(field: string, text: string | undefined): Record<string, string> {
  return text === undefined ? {} : { [field]: Buffer.from(text, "utf8").toString("base64") };
}
