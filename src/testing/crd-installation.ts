import type { Clock } from "../support/clock.js";
import { SettingsError } from "../support/errors.js";
import { isRecord } from "./api-failure.js";
import type { ClusterClient } from "./cluster-client.js";
import { readObjects } from "./object-input.js";
import type { ObjectInput } from "./object-input.js";
import { until } from "./until.js";

/** A version of a custom kind, as far as one must know to list it. */
interface ServedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Creates or updates CRDs and waits until every served version of them can be listed. */
export async function installCrds(
  client: ClusterClient,
  crds: ObjectInput,
  limits: { readonly clock: Clock; readonly startTimeoutMs: number },
): Promise<void> {
  const kinds = readObjects(crds).flatMap(servedKinds);
  await client.apply(crds);
  for (const kind of kinds) {
    await until(async () => await isListed(client, kind), {
      clock: limits.clock,
      timeoutMs: limits.startTimeoutMs,
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

function servedKinds(crd: Readonly<Record<string, unknown>>): ServedKind[] {
  const spec = isRecord(crd["spec"]) ? crd["spec"] : {};
  const names = isRecord(spec["names"]) ? spec["names"] : {};
  const versions = Array.isArray(spec["versions"]) ? spec["versions"].filter(isRecord) : [];
  if (crd["kind"] !== "CustomResourceDefinition" || typeof names["kind"] !== "string") {
    throw new SettingsError(
      "CONTROL_PLANE_OBJECT",
      `An object of the kind ${String(crd["kind"])} was given as CRD. Give CustomResourceDefinitions as crds, all else as objects.`,
    );
  }
  const served = versions.filter((version) => version["served"] === true);
  return served.map((version) => ({ apiVersion: `${String(spec["group"])}/${String(version["name"])}`, kind: String(names["kind"]) }));
}
