import { deleted, deletionConflict, forbidden, notFound } from "../api/failures.js";
import { type ApiObject, type Draft, draftOf, sealDraft } from "../api/object.js";
import type { Status } from "../api/status.js";
import { numberAt, recordAt, sameJson, stringAt, stringsAt } from "../json/json.js";
import type { ClusterState } from "../state.js";
import type { ServedResource } from "../kinds/served-resource.js";
import { timestamp } from "../api/timestamp.js";
import type { DeleteOptions, Policy } from "./delete-options.js";

/** Finalizers by which an object waits until something is done about its dependents. */
const POLICY_FINALIZERS: Readonly<Record<Policy, readonly string[]>> = {
  Foreground: ["foregroundDeletion"],
  Background: [],
  Orphan: ["orphan"],
};
const ALL_POLICY_FINALIZERS = Object.values(POLICY_FINALIZERS).flat();

/** What became of an object that was to be deleted. */
export interface Deletion {
  /** Present as long as something holds it. */
  readonly remaining?: ApiObject;
  /** How the request is answered. */
  readonly answer: ApiObject | Status;
}

/** Deletes an object, or marks it as to be deleted while something holds it. */
export function deleteObject(
  cluster: ClusterState,
  target: {
    readonly served: ServedResource;
    readonly namespace: string | undefined;
    readonly name: string;
  },
  options: DeleteOptions = {},
): Deletion {
  const { served, namespace, name } = target;
  const refusal = served.kind.rules.refuseDeletion?.(name);
  if (refusal !== undefined) throw forbidden(served.kind, name, refusal);
  const key = served.key(namespace, name);
  const stored = served.storage.get(key);
  if (stored === undefined) throw notFound(served.kind, name);
  const current = served.view(stored);
  checkPreconditions(current, served, options);
  const draft = marked(cluster, served, current, options);
  if (draft !== undefined) return keep({ served, key, current, options }, draft);
  const answer =
    served.kind.rules.deletionAnswer === "object"
      ? current
      : deleted(served.kind, name, current.metadata.uid);
  if (options.dryRun !== true) served.storage.remove(key);
  return { answer };
}

interface Held {
  readonly served: ServedResource;
  readonly key: string;
  readonly current: ApiObject;
  readonly options: DeleteOptions;
}

function keep({ served, key, current, options }: Held, draft: Draft): Deletion {
  if (sameJson(draft, current)) return { remaining: current, answer: current };
  const object = options.dryRun === true ? sealDraft(draft) : served.write(key, draft);
  return { remaining: object, answer: object };
}

function checkPreconditions(
  current: ApiObject,
  { kind }: ServedResource,
  { preconditions }: DeleteOptions,
): void {
  const { name, uid, resourceVersion } = current.metadata;
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    const why = `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw deletionConflict(kind, name, why);
  }
  if (
    preconditions?.resourceVersion !== undefined &&
    preconditions.resourceVersion !== resourceVersion
  ) {
    const why = `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    throw deletionConflict(kind, name, why);
  }
}

/** The grace period of a pod that runs on a node; everything else goes at once. */
function graceOf(
  current: ApiObject,
  { kind }: ServedResource,
  { gracePeriodSeconds }: DeleteOptions,
): number {
  if (kind.group !== "" || kind.plural !== "pods") return 0;
  const spec = recordAt(current, "spec");
  if ((stringAt(spec, "nodeName") ?? "") === "") return 0;
  return gracePeriodSeconds ?? numberAt(spec, "terminationGracePeriodSeconds") ?? 30;
}

/** The object as marked for deletion; nothing if it goes at once. */
function marked(
  cluster: ClusterState,
  served: ServedResource,
  current: ApiObject,
  options: DeleteOptions,
): Draft | undefined {
  const { metadata } = current;
  const grace = graceOf(current, served, options);
  const finalizers = finalizersOf(current, options);
  if (finalizers.length === 0 && grace === 0 && !holdsContents(current, served)) return undefined;
  const draft = draftOf(current);
  if (finalizers.length > 0) draft.metadata["finalizers"] = finalizers;
  else delete draft.metadata["finalizers"];
  if (metadata.deletionTimestamp !== undefined) return draft;
  draft.metadata["deletionTimestamp"] = timestamp(cluster.clock.now() + grace * 1000);
  draft.metadata["deletionGracePeriodSeconds"] = grace;
  if (metadata.generation !== undefined) draft.metadata["generation"] = metadata.generation + 1;
  served.kind.rules.terminate?.(draft, cluster.clock.now());
  return draft;
}

/** The finalizers after a deletion: a policy that it names takes the place of the one of before, also later. */
function finalizersOf(
  { metadata: { finalizers = [] } }: ApiObject,
  { propagationPolicy }: DeleteOptions,
): readonly string[] {
  if (propagationPolicy === undefined) return finalizers;
  const wanted = POLICY_FINALIZERS[propagationPolicy];
  const isSettled = ALL_POLICY_FINALIZERS.every(
    (finalizer) => finalizers.includes(finalizer) === wanted.includes(finalizer),
  );
  if (isSettled) return finalizers;
  return [
    ...finalizers.filter((finalizer) => !ALL_POLICY_FINALIZERS.includes(finalizer)),
    ...wanted,
  ];
}

/** Namespaces and custom resource definitions stay until what is in them is gone. */
function holdsContents(current: ApiObject, { kind }: ServedResource): boolean {
  return (
    kind.group === "" &&
    kind.plural === "namespaces" &&
    stringsAt(current["spec"], "finalizers").length > 0
  );
}
