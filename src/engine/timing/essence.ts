import { createHash } from "node:crypto";

import { mergeInto } from "../../resources/json.js";
import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import { sortedText } from "./sorted-text.js";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** Annotations that an operator writes for itself: under Kopf's prefix, or one that is marked as an operator's on this object. */
function isOwn(key: string, annotations: Readonly<Record<string, string>>): boolean {
  const slash = key.indexOf("/");
  const prefix = slash < 0 ? "" : key.slice(0, slash);
  if (prefix === "kopf.zalando.org" || prefix.endsWith(".kopf.zalando.org")) return true;
  return prefix !== "" && Object.hasOwn(annotations, `${prefix}/kopf-managed`);
}

/**
 * A digest of what a user decides of an object: everything but its status and its metadata, and of these the labels and annotations
 * that no operator wrote. The idle clock starts anew when it changes (Kopf's essence).
 */
export function essenceDigest(object: KubernetesObject): string {
  const { apiVersion: _apiVersion, kind: _kind, metadata, status: _status, ...essence } = object;
  const annotations = metadata?.annotations ?? {};
  const kept = Object.entries(annotations).filter(
    ([key]) => key !== LAST_APPLIED && !isOwn(key, annotations),
  );
  const decided = [essence, metadata?.labels ?? {}, Object.fromEntries(kept)];
  return createHash("sha1").update(sortedText(decided)).digest("base64");
}

/**
 * Whether a patch is all that made one state of an object of another, as far as a user decides of it. What it sets is left out: the
 * server may write that in another way (a quantity, for example), or add its defaults.
 */
export function differsOnlyBy(
  patch: Readonly<Record<string, unknown>>,
  before: KubernetesObject,
  after: KubernetesObject,
): boolean {
  return essenceDigest(patched(before, patch)) === essenceDigest(patched(after, patch));
}

function patched(
  object: KubernetesObject,
  patch: Readonly<Record<string, unknown>>,
): KubernetesObject {
  const result = {};
  mergeInto(result, object);
  mergeInto(result, patch);
  return result;
}
