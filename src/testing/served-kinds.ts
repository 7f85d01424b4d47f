import { isRecord } from "../resources/json.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import type { Clock } from "../support/clock.js";
import { SettingsError } from "../support/errors.js";
import type { ClusterClient } from "./cluster-client.js";
import { until } from "./until.js";

/** A version of a custom kind, as far as one must know to list it. */
interface ServedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Resolves when every served version of all these CRDs can be listed. */
export async function untilServed(
  client: ClusterClient,
  crds: readonly KubernetesObject[],
  limits: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<void> {
  for (const kind of crds.flatMap(servedKinds)) {
    await until(async () => isListed(client, kind), {
      ...limits,
      what: `${kind.kind} of ${kind.apiVersion} is served`,
    });
  }
}

async function isListed(client: ClusterClient, kind: ServedKind): Promise<boolean> {
  try {
    await client.list(kind);
    return true;
  } catch {
    return false;
  }
}

function servedKinds(crd: KubernetesObject): ServedKind[] {
  const spec = isRecord(crd["spec"]) ? crd["spec"] : {};
  const names = isRecord(spec["names"]) ? spec["names"] : {};
  const versions = Array.isArray(spec["versions"]) ? spec["versions"].filter(isRecord) : [];
  const served = versions.filter((version) => version["served"] === true);
  return served.map((version) => ({
    apiVersion: `${String(spec["group"])}/${String(version["name"])}`,
    kind: String(names["kind"]),
  }));
}

/** @throws SettingsError if an object that was given as CRD is none. */
export function assertIsCrd(object: KubernetesObject, origin: string): void {
  if (object.kind === "CustomResourceDefinition") return;
  throw new SettingsError(
    "SANDBOX_OBJECT",
    `${origin}: an object of the kind ${object.kind ?? ""} was given as CRD. Give CustomResourceDefinitions as crds, all else as objects.`,
  );
}
