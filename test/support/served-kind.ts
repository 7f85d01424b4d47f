import type { ClusterClient } from "kephale/testing";

import type { CustomKind } from "./custom-kind.js";
import { eventually } from "./eventually.js";

/** Makes a kind's CRD; resolves when its objects can be made. */
export async function serveKind(
  client: ClusterClient,
  { crd, apiVersion, kind }: CustomKind,
): Promise<void> {
  await client.create(crd);
  await eventually(() => isServed(client, { apiVersion, kind }));
}

/** Whether the server knows the kind. */
export async function isServed(
  client: ClusterClient,
  kind: { readonly apiVersion: string; readonly kind: string },
): Promise<boolean> {
  const listed = await client.list(kind).catch(() => undefined);
  return listed !== undefined;
}
