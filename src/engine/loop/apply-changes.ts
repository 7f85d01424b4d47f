import { Backoff } from "../../kube/backoff.js";
import type { ObjectRef } from "../../kube/kube-client.js";
import { alreadyHas, isRecord, mergeInto, mergePatchBetween } from "../../resources/json.js";
import type { DeepMutable } from "../../resources/deep-readonly.js";
import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import { apiVersionOf } from "../../resources/resource.js";
import { hasCode } from "../../support/errors.js";
import type { Writing } from "./aspect.js";
import { type Attachment, firstOf } from "./attachment.js";
import type { EngineParts } from "./engine-parts.js";
import type { ObjectChanges } from "./object-changes.js";
import { reportError } from "./report-error.js";
import type { TrackedObject } from "./tracked-object.js";

type MergePatch = Readonly<Record<string, unknown>>;

/** Attempts to transform an object that others change at the same time: about two seconds of them. */
const TRANSFORM_ATTEMPTS = 10;
/** Pauses between them, the first and the longest: whoever writes without a pause would win each time against one who does the same. */
const TRANSFORM_PAUSE_MS = 10;
const LONGEST_TRANSFORM_PAUSE_MS = 500;

/**
 * Sends what handlers want changed: one PATCH, and one more for the status where that is a subresource; none if the object has it
 * already. A failure is logged, as nobody is left to catch it, a missing right once for all objects; one that is gone needs no patch.
 */
export async function applyChanges(
  parts: EngineParts,
  object: TrackedObject,
  changes: ObjectChanges,
): Promise<void> {
  try {
    await sendNews(parts, object, changes);
    if (changes.patch.transformations.length > 0) await transform(parts, object, changes);
  } catch (error) {
    if (hasCode(error, "KUBE_NOT_FOUND")) return;
    const level = parts.refusals.isNews(error) ? "error" : "debug";
    reportError(parts, object, error, { what: "Changing the object failed", level });
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
async function sendNews(
  parts: EngineParts,
  object: TrackedObject,
  changes: ObjectChanges,
): Promise<void> {
  const patch = patchOf(changes);
  if (patch === undefined) return;
  const { known } = changes;
  if (known !== undefined) {
    if (!alreadyHas(known, patch)) await send(parts, object, patch);
    return;
  }
  const text = changes.results.length === 0 ? undefined : JSON.stringify(patch);
  const last = firstOf(SentResults, object.attached);
  if (text !== undefined && last?.text === text) return;
  await send(parts, object, patch);
  if (text === undefined) return;
  if (last === undefined) object.attach(new SentResults(text));
  else last.text = text;
}

/** The patch with results that was sent last, where the status is not watched. */
class SentResults implements Attachment {
  next: Attachment | undefined;
  text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Sends a patch, its status apart where that is a subresource. These are two rights: a status is sent even where the rest may not be.
 * Where neither may be, the first refusal is the one that is told.
 */
async function send(parts: EngineParts, object: TrackedObject, patch: MergePatch): Promise<void> {
  const { main, status } = split(object, patch);
  try {
    if (main !== undefined) await sendMain(parts, object, main);
  } catch (error) {
    if (status === undefined || !hasCode(error, "KUBE_FORBIDDEN")) throw error;
    await unlessForbidden(sendStatus(parts, object, status));
    throw error;
  }
  if (status !== undefined) await sendStatus(parts, object, status);
}

async function unlessForbidden(sending: Promise<void>): Promise<void> {
  try {
    await sending;
  } catch (error) {
    if (!hasCode(error, "KUBE_FORBIDDEN")) throw error;
  }
}

interface SplitPatch {
  readonly main: MergePatch | undefined;
  /** Only where the status is a subresource. */
  readonly status: unknown;
}

function split(object: TrackedObject, patch: MergePatch): SplitPatch {
  const hasSubresource = object.plan.resource.subresources.includes("status");
  const { status, ...rest } = patch;
  const main = hasSubresource ? rest : patch;
  return {
    main: Object.keys(main).length === 0 ? undefined : main,
    status: hasSubresource ? status : undefined,
  };
}

async function sendMain(
  parts: EngineParts,
  object: TrackedObject,
  patch: MergePatch,
  version?: string,
): Promise<KubernetesObject> {
  const sinceMs = parts.clock.monotonic();
  const before = object.latest;
  const answer = await parts.kube.patch(referenceTo(object), ofVersion(patch, version));
  tellAspects(parts, object, { patch, sinceMs, before, answer });
  return answer;
}

/** What they cannot read of it does not make the change a failed one. */
function tellAspects(parts: EngineParts, object: TrackedObject, writing: Writing): void {
  try {
    for (const aspect of object.plan.aspects) aspect.wrote(object, writing);
  } catch (error) {
    reportError(parts, object, error, {
      what: "The operator's own change cannot be told from one by a user",
    });
  }
}

async function sendStatus(
  parts: EngineParts,
  object: TrackedObject,
  status: unknown,
  version?: string,
): Promise<void> {
  const patch = ofVersion({ status }, version);
  await parts.kube.patch(referenceTo(object), patch, { subresource: "status" });
}

/** With a version, the server refuses the patch if somebody has changed the object meanwhile. */
function ofVersion(patch: MergePatch, resourceVersion: string | undefined): MergePatch {
  if (resourceVersion === undefined) return patch;
  const metadata = isRecord(patch["metadata"]) ? patch["metadata"] : {};
  return { ...patch, metadata: { ...metadata, resourceVersion } };
}

/**
 * Each attempt starts from the fresh object, and only holds if nobody has changed it meanwhile. What was sent already is not
 * done a second time when only the status has to be tried again.
 */
async function transform(
  parts: EngineParts,
  object: TrackedObject,
  changes: ObjectChanges,
): Promise<void> {
  let isMainSent = false;
  const pauses = new Backoff(() => TRANSFORM_PAUSE_MS, undefined, LONGEST_TRANSFORM_PAUSE_MS);
  for (let attempt = 1; ; attempt++) {
    const before = await parts.kube.get(referenceTo(object));
    const { main, status } = split(object, transformed(before, changes));
    let version = before.metadata?.resourceVersion;
    try {
      if (main !== undefined && !isMainSent) {
        version = (await sendMain(parts, object, main, version)).metadata?.resourceVersion;
        isMainSent = true;
      }
      if (status !== undefined) await sendStatus(parts, object, status, version);
      return;
    } catch (error) {
      if (!hasCode(error, "KUBE_CONFLICT") || attempt === TRANSFORM_ATTEMPTS) throw error;
      await parts.clock.sleep(pauses.next(), object.memory.signal);
    }
  }
}

function transformed(before: KubernetesObject, changes: ObjectChanges): MergePatch {
  const after = structuredClone(before);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a copy of our own
  const mine = after as DeepMutable<KubernetesObject>;
  for (const transformation of changes.patch.transformations) transformation(mine);
  return mergePatchBetween(before, after) ?? {};
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
