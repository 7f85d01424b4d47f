import { delimiter, join } from "node:path";

import type { KubeConfig } from "@kubernetes/client-node";

import { accessCredential } from "./access-credential.js";
import { authProviderCredential, clientNodeCredential } from "./client-node-credential.js";
import type { ClusterAccess, ClusterConfig } from "./cluster-access.js";
import type { ConfigEnvironment } from "./config-environment.js";
import type { Credential } from "./credential.js";
import { execCredential } from "./exec-credential.js";
import { serviceAccountCredential } from "./in-cluster.js";
import { kubeconfigCredential } from "./kubeconfig-credential.js";
import { clusterNotFound, selectFromFile, selectFromFiles } from "./kubeconfig-file.js";
import type { KubeconfigSelection } from "./kubeconfig-file.js";

/**
 * How a cluster is reached: by what is given, or else by what kubectl would use: `KUBECONFIG`, `~/.kube/config`, the pod's
 * service account. Never by a guess.
 *
 * @throws SettingsError `CLUSTER_NOT_FOUND` if there is nothing, `KUBECONFIG_UNREADABLE` if something is there but cannot be used.
 */
export async function connectionOf(
  config: ClusterConfig | undefined,
  environment: ConfigEnvironment,
): Promise<Credential> {
  if (config === undefined) return search(environment);
  if (typeof config === "string")
    return credentialOf(await selectFromFile(config, environment), environment);
  return isKubeConfig(config)
    ? clientNodeCredential(config, environment)
    : accessCredential(config, environment);
}

/** Structural, as authors may have another copy of client-node. */
function isKubeConfig(config: KubeConfig | ClusterAccess): config is KubeConfig {
  return "applyToHTTPSOptions" in config && typeof config.applyToHTTPSOptions === "function";
}

async function search(environment: ConfigEnvironment): Promise<Credential> {
  const named = (environment.env["KUBECONFIG"] ?? "")
    .split(delimiter)
    .filter((path) => path !== "");
  const standard = join(environment.homeDir, ".kube", "config");
  // As kubectl does: with KUBECONFIG set, the file in the home folder does not count.
  const selection = await selectFromFiles(named.length > 0 ? named : [standard], environment);
  if (selection !== undefined) return credentialOf(selection, environment);
  const account = await serviceAccountCredential(environment);
  if (typeof account !== "string") return account;
  const files =
    named.length > 0
      ? `KUBECONFIG (${named.join(", ")}: nothing there)`
      : `KUBECONFIG (not set), ${standard} (nothing there)`;
  throw clusterNotFound([files, `a pod's service account (${account})`]);
}

async function credentialOf(
  selection: KubeconfigSelection,
  environment: ConfigEnvironment,
): Promise<Credential> {
  const { user } = selection;
  if (user?.fields.raw("exec") !== undefined)
    return execCredential({ ...selection, user }, environment);
  // OIDC, logins of clouds.
  if (user?.fields.raw("auth-provider") !== undefined)
    return authProviderCredential({ ...selection, user }, environment);
  return kubeconfigCredential(selection, environment);
}
