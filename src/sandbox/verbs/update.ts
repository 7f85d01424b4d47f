import {
  badRequest,
  conflict,
  invalid,
  invalidAs,
  MODIFIED,
  notFound,
  resourceLabel,
  details,
} from "../api/failures.js";
import { failure } from "../api/status.js";
import {
  type FieldViolation,
  forbiddenField,
  immutable,
  invalidValue,
} from "../api/field-violation.js";
import { type ApiObject, type Draft, draftOf, sealDraft } from "../api/object.js";
import { sameJson, stringAt, stringsAt } from "../json/json.js";
import type { ServedResource } from "../kinds/served-resource.js";
import { settleMetadata } from "./metadata-checks.js";
import { checkApiVersion, checkDraft, complete, nameOf, removeUnknown } from "./prepare.js";
import type { WriteOptions } from "./write-options.js";

/** Which object is to be changed. */
export interface UpdateTarget {
  readonly served: ServedResource;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly subresource?: string | undefined;
}

/** How an update comes to its new object. */
export interface Change {
  /** The new object, from the one that is there, in the version of the request. */
  readonly next: (current: ApiObject) => Draft;
  /** What is done about fields that do not exist. */
  readonly unknown: (problems: readonly string[], draft: Draft) => void;
  /** Fields that stood twice in the request. */
  readonly duplicates?: readonly string[];
  /** Whether the object was sent whole: then its uid is a precondition. */
  readonly whole?: boolean;
}

/** Changes an object; a change that changes nothing is not stored. */
export function updateObject(
  target: UpdateTarget,
  change: Change,
  options: WriteOptions,
): ApiObject {
  const { served, namespace, name } = target;
  const key = served.key(namespace, name);
  const stored = served.storage.get(key);
  if (stored === undefined) throw notFound(served.kind, name);
  const current = served.view(stored);
  const draft = change.next(current);
  if (served.kind.custom && draft.kind !== served.kind.kind) refuseKind(draft, target);
  checkApiVersion(draft, served);
  change.unknown(removeUnknown(draft, served, change.duplicates ?? []), draft);
  checkIdentity(draft, target);
  checkRevision(draft, current, target, change.whole === true);
  const violations = settle(draft, current, target);
  options.warnings.push(...(target.subresource === "status" ? [] : settleMetadata(draft)));
  complete(draft, served, current);
  checkDraft(draft, served, current, violations);
  countGeneration(draft, current, served);
  return store(target, draft, current, options);
}

function refuseKind(draft: Draft, { served, name }: UpdateTarget): never {
  throw invalid({ ...served.kind, kind: draft.kind }, name, [
    invalidValue("kind", draft.kind, `must be ${served.kind.kind}`),
  ]);
}

function checkIdentity(draft: Draft, { name, namespace, served }: UpdateTarget): void {
  const own = nameOf(draft);
  if (own === "")
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  if (own !== name)
    throw badRequest(
      `the name of the object (${own}) does not match the name on the URL (${name})`,
    );
  const ownNamespace = stringAt(draft.metadata, "namespace");
  if (served.kind.namespaced && ownNamespace !== undefined && ownNamespace !== namespace) {
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  }
}

function checkRevision(
  draft: Draft,
  current: ApiObject,
  { served, name }: UpdateTarget,
  whole: boolean,
): void {
  const { kind } = served;
  const asked = stringAt(draft.metadata, "resourceVersion");
  const uid = stringAt(draft.metadata, "uid");
  if (whole && uid !== undefined && uid !== current.metadata.uid)
    throw uidConflict(current, served, uid);
  if (asked === undefined || asked === "0") {
    if (kind.rules.unconditionalUpdate) return;
    throw invalidAs(resourceLabel(kind), details(name, kind.group, kind.plural), [
      invalidValue("metadata.resourceVersion", 0, "must be specified for an update"),
    ]);
  }
  if (!/^\d+$/.test(asked))
    throw failure(500, `strconv.ParseUint: parsing "${asked}": invalid syntax`);
  if (asked !== current.metadata.resourceVersion) throw conflict(kind, name, MODIFIED);
}

function uidConflict(current: ApiObject, { kind }: ServedResource, uid: string): Error {
  const { name, namespace } = current.metadata;
  const key = ["/registry", kind.group, kind.plural, namespace, name]
    .filter((part) => part !== undefined && part !== "")
    .join("/");
  return conflict(
    kind,
    name,
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`,
  );
}

/** Fields of the metadata that a client cannot change; a different value is simply not taken. */
const KEPT = [
  "creationTimestamp",
  "generation",
  "generateName",
  "resourceVersion",
  "managedFields",
];

/** Fields of the metadata that a client must not change. */
const IMMUTABLE = ["uid", "deletionTimestamp", "deletionGracePeriodSeconds"];

/** Brings a draft in line with what is there, and returns what it must not do. */
function settle(
  draft: Draft,
  current: ApiObject,
  { served, subresource }: UpdateTarget,
): FieldViolation[] {
  if (subresource === "status") {
    draft.metadata = draftOf(current).metadata;
    for (const field of Object.keys(draft)) if (!ENVELOPE.has(field)) delete draft[field];
    for (const [field, value] of Object.entries(current))
      if (!ENVELOPE.has(field)) draft[field] = draftOf({ value })["value"];
    return [];
  }
  if (served.version.status) {
    if (current["status"] === undefined) delete draft["status"];
    else draft["status"] = draftOf({ status: current["status"] })["status"];
  }
  return settleMeta(draft, current);
}

/** What a status update may bring along or leave in place. */
const ENVELOPE: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "status"]);

function settleMeta(draft: Draft, current: ApiObject): FieldViolation[] {
  const { metadata } = draft;
  const old = current.metadata;
  if (old.namespace !== undefined) metadata["namespace"] = old.namespace;
  for (const field of KEPT) {
    if (old[field] === undefined) delete metadata[field];
    else metadata[field] = old[field];
  }
  const violations: FieldViolation[] = [];
  for (const field of IMMUTABLE) {
    const changed = metadata[field] !== undefined && !sameJson(metadata[field], old[field]);
    if (changed) violations.push(immutable(`metadata.${field}`, metadata[field]));
    else if (old[field] !== undefined) metadata[field] = old[field];
  }
  const added = stringsAt(metadata, "finalizers").filter(
    (finalizer) => old.finalizers?.includes(finalizer) !== true,
  );
  if (old.deletionTimestamp !== undefined && added.length > 0) {
    const list = `[]string{${added.map((finalizer) => JSON.stringify(finalizer)).join(", ")}}`;
    const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
    violations.push(forbiddenField("metadata.finalizers", detail));
  }
  // The real server checks these twice and lists them twice.
  return [...violations, ...violations];
}

/** The part of an object whose changes are counted. */
function counted(object: Draft | ApiObject, served: ServedResource): unknown {
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, status, ...content } = object;
  return served.version.status || !served.kind.custom ? content : { ...content, status };
}

function countGeneration(draft: Draft, current: ApiObject, served: ServedResource): void {
  const { generation } = current.metadata;
  if (generation === undefined) return;
  const changed = !sameJson(counted(draft, served), counted(current, served));
  draft.metadata["generation"] = changed ? generation + 1 : generation;
}

/** Whether nothing holds an object any more that is to be deleted. */
function isReleased(draft: Draft, served: ServedResource): boolean {
  const { metadata } = draft;
  if (metadata["deletionTimestamp"] === undefined || stringsAt(metadata, "finalizers").length > 0)
    return false;
  const grace = metadata["deletionGracePeriodSeconds"];
  if (grace !== undefined && grace !== 0) return false;
  const isNamespace = served.kind.group === "" && served.kind.plural === "namespaces";
  return !isNamespace || stringsAt(draft["spec"], "finalizers").length === 0;
}

function store(
  target: UpdateTarget,
  draft: Draft,
  current: ApiObject,
  options: WriteOptions,
): ApiObject {
  const { served, namespace, name } = target;
  draft.metadata["resourceVersion"] = current.metadata.resourceVersion;
  if (sameJson(draft, current)) return current;
  if (options.dryRun) return sealDraft(draft);
  const key = served.key(namespace, name);
  if (isReleased(draft, served)) {
    served.storage.remove(key);
    return sealDraft(draft);
  }
  return served.write(key, draft);
}
