import type { ObjectRef } from "../../kube/kube-client.js";
import { alreadyHas, isRecord, mergeInto, mergePatchBetween } from "../../resources/json.js";
import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import { apiVersionOf } from "../../resources/resource.js";
import { hasCode, messageOf } from "../../support/errors.js";
import type { EngineParts } from "./engine-parts.js";
import type { ObjectChanges } from "./object-changes.js";
import type { TrackedObject } from "./tracked-object.js";

type MergePatch = Readonly<Record<string, unknown>>;

/** Attempts to transform an object that others change at the same time. */
const TRANSFORM_ATTEMPTS = 5;

/**
 * Sends what handlers want changed: one PATCH, and one more for the status where that is a subresource; none if the object has it
 * already. A failure is logged, as nobody is left to catch it; an object that is gone needs no patch.
 */
export async function applyChanges(
  parts: EngineParts,
  object: TrackedObject,
  changes: ObjectChanges,
): Promise<void> {
  try {
    const patch = patchOf(changes);
    if (patch !== undefined && isNews(object, changes, patch)) await send(parts, object, patch);
    if (changes.patch.transformations.length > 0) await transform(parts, object, changes);
  } catch (error) {
    if (hasCode(error, "KUBE_NOT_FOUND")) return;
    parts.logger
      .child(object.reference)
      .error(`Changing the object failed: ${messageOf(error)}`, { error });
  }
}

/** Results go below `status.<id>`: a mapping is merged, anything else replaces. */
function patchOf(changes: ObjectChanges): MergePatch | undefined {
  const patch: Record<string, unknown> = {};
  for (const [id, result] of changes.results) mergeInto(patch, { status: { [id]: result } });
  const asked = changes.patch.mergePatch();
  if (asked !== undefined) mergeInto(patch, asked);
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/**
 * What the object has already is not sent again: a result of each event would call its handler for ever. Where only metadata is
 * watched, what was sent last stands for what the object has.
 */
function isNews(object: TrackedObject, changes: ObjectChanges, patch: MergePatch): boolean {
  const { known } = changes;
  if (known !== undefined) return !alreadyHas(known, patch);
  if (changes.results.length === 0) return true;
  const text = JSON.stringify(patch);
  if (object.lastSent === text) return false;
  object.lastSent = text;
  return true;
}

async function send(parts: EngineParts, object: TrackedObject, patch: MergePatch): Promise<void> {
  const reference = referenceTo(object);
  if (!object.plan.resource.subresources.includes("status") || patch["status"] === undefined) {
    noteWritten(object, await parts.kube.patch(reference, patch));
    return;
  }
  const { status, ...rest } = patch;
  if (Object.keys(rest).length > 0) noteWritten(object, await parts.kube.patch(reference, rest));
  await parts.kube.patch(reference, { status }, { subresource: "status" });
}

function noteWritten(object: TrackedObject, body: KubernetesObject): void {
  for (const aspect of object.plan.aspects) aspect.wrote(object, body);
}

/** Each attempt starts from the fresh object, and only holds if nobody has changed it meanwhile. */
async function transform(
  parts: EngineParts,
  object: TrackedObject,
  changes: ObjectChanges,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const before = await parts.kube.get(referenceTo(object));
    const after = structuredClone(before);
    for (const transformation of changes.patch.transformations) transformation(after);
    const patch = mergePatchBetween(before, after);
    if (patch === undefined) return;
    const metadata = isRecord(patch["metadata"]) ? patch["metadata"] : {};
    try {
      await send(parts, object, {
        ...patch,
        metadata: { ...metadata, resourceVersion: before.metadata?.resourceVersion },
      });
      return;
    } catch (error) {
      if (!hasCode(error, "KUBE_CONFLICT") || attempt === TRANSFORM_ATTEMPTS) throw error;
    }
  }
}

function referenceTo(object: TrackedObject): ObjectRef {
  const { resource } = object.plan;
  return {
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
    name: object.name,
    namespace: object.namespace,
  };
}
