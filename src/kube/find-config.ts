import path from "node:path";

import type { KubeConfig } from "@kubernetes/client-node";

import { SettingsError } from "../support/errors.js";
import type { ClusterAccess, ClusterConfig } from "./cluster-access.js";
import { credentialOfKubeConfig } from "./config/client-node-credential.js";
import { unreadable } from "./config/config-errors.js";
import { resolveEnvironment } from "./config/environment.js";
import type { ClusterEnvironment, ResolvedEnvironment } from "./config/environment.js";
import { inClusterCredential } from "./config/in-cluster.js";
import { credentialOfKubeconfig } from "./config/kubeconfig-credential.js";
import { readKubeconfig } from "./config/kubeconfig-file.js";
import type { Kubeconfig } from "./config/kubeconfig-file.js";
import { proxyFor } from "./config/proxy-environment.js";
import { Credential, FixedHeaders } from "./credential.js";
import type { HeaderSource } from "./credential.js";

export type { ClusterEnvironment } from "./config/environment.js";

/**
 * How the cluster is reached: as `config` says, or as `kubectl` would find it: `KUBECONFIG`, `~/.kube/config`, the service
 * account of the pod.
 *
 * @throws SettingsError with code `CLUSTER_NOT_FOUND` if there is none, `KUBECONFIG_UNREADABLE` if it cannot be understood,
 * `SETTING_INVALID` if plain values are wrong; OperatorError with code `LOGIN_FAILED` if a plugin gives nothing.
 */
export async function connectionOf(config: ClusterConfig | undefined, environment: ClusterEnvironment): Promise<Credential> {
  const resolved = resolveEnvironment(environment);
  if (config === undefined) return search(resolved);
  if (typeof config === "string") return ofFile(config, resolved);
  return isKubeConfig(config) ? credentialOfKubeConfig(config, resolved) : ofAccess(config, resolved);
}

async function ofFile(file: string, environment: ResolvedEnvironment): Promise<Credential> {
  const found = await readKubeconfig([file], environment);
  if (found === undefined) throw unreadable(file, "there is no such file. Give the path of one that exists.");
  if (isEmpty(found)) throw unreadable(file, "it describes no cluster.");
  return credentialOfKubeconfig(found, environment);
}

async function search(environment: ResolvedEnvironment): Promise<Credential> {
  const { env, homeDir } = environment;
  const listed = (env["KUBECONFIG"] ?? "").split(path.delimiter).filter((file) => file !== "");
  const files = listed.length === 0 ? [path.join(homeDir, ".kube", "config")] : listed;
  const found = await readKubeconfig(files, environment);
  if (found !== undefined && !isEmpty(found)) return credentialOfKubeconfig(found, environment);
  const inCluster = await inClusterCredential(environment);
  if (inCluster !== undefined) return inCluster;
  const state = found === undefined ? "does not exist" : "describes no cluster";
  const looked = listed.length === 0 ? `KUBECONFIG is not set, ${files.join()} ${state}` : `KUBECONFIG is ${listed.join(path.delimiter)}, which ${state}`;
  throw new SettingsError(
    "CLUSTER_NOT_FOUND",
    `No cluster was found: ${looked}, and this is not a pod with a service account. Name a kubeconfig (--kubeconfig FILE, or KUBECONFIG), or run on a cluster in the process (--sandbox).`,
  );
}

/** As some tools leave a file behind that they took their cluster out of. */
function isEmpty({ clusters, contexts }: Kubeconfig): boolean {
  return clusters.size === 0 && contexts.size === 0;
}

function isKubeConfig(config: KubeConfig | ClusterAccess): config is KubeConfig {
  return "applyToHTTPSOptions" in config;
}

function ofAccess(access: ClusterAccess, { env }: ResolvedEnvironment): Credential {
  const { server, ca, clientCertificate: cert, clientKey: key, insecure, proxyUrl, expiration, priority } = access;
  if (!/^https?:$/.test(URL.parse(server)?.protocol ?? "")) {
    throw new SettingsError("SETTING_INVALID", `The cluster's server must be a URL that begins with https:// or http://, and is ${JSON.stringify(server)}.`);
  }
  const source = sourceOf(access);
  return new Credential({
    server,
    expiration,
    priority,
    proxyUrl: proxyUrl ?? proxyFor(server, env),
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(insecure === undefined ? {} : { insecure }),
    },
    ...(source === undefined ? {} : { source }),
  });
}

function sourceOf({ token, username, password }: ClusterAccess): HeaderSource | undefined {
  if (token !== undefined) return FixedHeaders.bearer(token);
  return username === undefined ? undefined : FixedHeaders.basic(username, password ?? "");
}
