import { deleted, deletionConflict, forbidden, invalidOptions, notFound } from "../api/failures.js";
import { invalidValue, notSupported } from "../api/field-violation.js";
import { type ApiObject, type Draft, draftOf, sealDraft } from "../api/object.js";
import type { Status } from "../api/status.js";
import {
  isRecord,
  type JsonObject,
  numberAt,
  recordAt,
  sameJson,
  stringAt,
  stringsAt,
} from "../json/json.js";
import type { ClusterState } from "../state.js";
import type { ServedResource } from "../kinds/served-resource.js";
import { timestamp } from "../api/timestamp.js";

/** In the order in which the real server lists them. */
const POLICIES = ["Foreground", "Background", "Orphan"] as const;

/** What happens to dependents. */
type Policy = (typeof POLICIES)[number];

/** What a deletion is asked to do. */
export interface DeleteOptions {
  /** Check and answer, and keep the object. @defaultValue `false` */
  readonly dryRun?: boolean;
  /** What happens to dependents. */
  readonly propagationPolicy?: Policy;
  /** Seconds that the object's own programs have to end. */
  readonly gracePeriodSeconds?: number;
  /** What the object must be for the deletion to happen. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Reads options from the body if there is one, else from the query. */
export function readDeleteOptions(query: URLSearchParams, body: unknown): DeleteOptions {
  const from = isRecord(body) ? body : fromQuery(query);
  const propagationPolicy = policyOf(from);
  const gracePeriodSeconds = numberAt(from, "gracePeriodSeconds");
  const preconditions = recordAt(from, "preconditions");
  return {
    dryRun: isDryRun(from, query),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions: preconditionsOf(preconditions) }),
  };
}

function policyOf(from: JsonObject): Policy | undefined {
  const policy = stringAt(from, "propagationPolicy");
  const orphan = from["orphanDependents"];
  if (policy === undefined) return orphan === true ? "Orphan" : undefined;
  if (typeof orphan === "boolean") {
    const detail = "orphanDependents and deletionPropagation cannot be both set";
    throw invalidOptions("DeleteOptions", invalidValue("propagationPolicy", policy, detail));
  }
  const known = POLICIES.find((candidate) => candidate === policy);
  if (known !== undefined) return known;
  throw invalidOptions(
    "DeleteOptions",
    notSupported("propagationPolicy", policy, [...POLICIES, "nil"]),
  );
}

function fromQuery(query: URLSearchParams): JsonObject {
  const grace = query.get("gracePeriodSeconds");
  const orphan = query.get("orphanDependents");
  return {
    ...(query.get("propagationPolicy") === null
      ? {}
      : { propagationPolicy: query.get("propagationPolicy") }),
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(orphan === null ? {} : { orphanDependents: orphan === "true" }),
  };
}

function isDryRun(from: JsonObject, query: URLSearchParams): boolean {
  const listed = Array.isArray(from["dryRun"]) ? from["dryRun"].map(String) : [];
  const asked = [...listed, ...query.getAll("dryRun")];
  if (asked.some((value) => value !== "All"))
    throw invalidOptions("DeleteOptions", notSupported("dryRun", asked, ["All"]));
  return asked.length > 0;
}

function preconditionsOf(json: JsonObject): NonNullable<DeleteOptions["preconditions"]> {
  const uid = stringAt(json, "uid");
  const resourceVersion = stringAt(json, "resourceVersion");
  return {
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

/** Finalizers by which an object waits for its dependents. */
const POLICY_FINALIZERS: Readonly<Partial<Record<Policy, string>>> = {
  Foreground: "foregroundDeletion",
  Orphan: "orphan",
};

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
  const isMarked = metadata.deletionTimestamp !== undefined;
  const finalizers = isMarked ? (metadata.finalizers ?? []) : finalizersOf(current, options);
  if (finalizers.length === 0 && grace === 0 && !holdsContents(current, served)) return undefined;
  const draft = draftOf(current);
  if (isMarked) return draft;
  if (finalizers.length > 0) draft.metadata["finalizers"] = finalizers;
  draft.metadata["deletionTimestamp"] = timestamp(cluster.clock.now() + grace * 1000);
  draft.metadata["deletionGracePeriodSeconds"] = grace;
  if (metadata.generation !== undefined) draft.metadata["generation"] = metadata.generation + 1;
  served.kind.rules.terminate?.(draft, cluster.clock.now());
  return draft;
}

function finalizersOf(
  current: ApiObject,
  { propagationPolicy = "Background" }: DeleteOptions,
): string[] {
  const own = POLICY_FINALIZERS[propagationPolicy];
  return [
    ...new Set([...(current.metadata.finalizers ?? []), ...(own === undefined ? [] : [own])]),
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
