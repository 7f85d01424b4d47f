import { randomInt, randomUUID } from "node:crypto";

import {
  alreadyExists,
  badRequest,
  forbidden,
  namespaceTerminating,
  notFound,
} from "../api/failures.js";
import { failure } from "../api/status.js";
import { type ApiObject, type Draft, draftOf, sealDraft } from "../api/object.js";
import { stringAt } from "../json/json.js";
import type { Kind } from "../kinds/kind.js";
import type { ServedResource } from "../kinds/served-resource.js";
import type { ClusterState } from "../state.js";
import { settleMetadata } from "./metadata-checks.js";
import {
  applyFieldValidation,
  checkApiVersion,
  checkDraft,
  complete,
  nameOf,
  removeUnknown,
} from "./prepare.js";
import { timestamp } from "../api/timestamp.js";
import type { WriteOptions } from "./write-options.js";

/** Where an object is to be made. */
export interface CreateTarget {
  readonly served: ServedResource;
  readonly namespace: string | undefined;
}

/** Letters of generated names: no vowels, nothing that is easily confused. */
const LETTERS = "bcdfghjklmnpqrstvwxz2456789";
const LONGEST_PREFIX = 58;
const SUFFIX_LENGTH = 5;
const ATTEMPTS = 8;

function generateName(prefix: string): string {
  const letters = Array.from({ length: SUFFIX_LENGTH }, () =>
    LETTERS.charAt(randomInt(LETTERS.length)),
  );
  return prefix.slice(0, LONGEST_PREFIX) + letters.join("");
}

/** Puts a name into the draft if it asks for a generated one. */
function nameDraft(draft: Draft, target: CreateTarget): void {
  const prefix = stringAt(draft.metadata, "generateName");
  if (prefix === undefined || nameOf(draft) !== "") return;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    draft.metadata["name"] = generateName(prefix);
    if (target.served.storage.get(target.served.key(target.namespace, nameOf(draft))) === undefined)
      return;
  }
}

/** The namespace of an object must be there, and must stay. */
function admitNamespace(
  cluster: ClusterState,
  { served, namespace }: CreateTarget,
  name: string,
): void {
  if (namespace === undefined || !served.kind.namespaced) return;
  const found = cluster.namespaces.storage.get(namespace);
  if (found === undefined) throw notFound(cluster.namespaces.kind, namespace);
  if (found.metadata.deletionTimestamp !== undefined)
    throw namespaceTerminating(served.kind, name, namespace);
}

function setNamespace(draft: Draft, { served, namespace }: CreateTarget): void {
  const own = stringAt(draft.metadata, "namespace") ?? "";
  if (!served.kind.namespaced) {
    if (own !== "") throw badRequest("namespace is not allowed on this type");
    return;
  }
  if (own !== "" && own !== namespace) {
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  }
  draft.metadata["namespace"] = namespace;
}

/** Fields that only the server sets. */
function setSystemFields(draft: Draft, served: ServedResource, nowMs: number): void {
  const { metadata } = draft;
  for (const field of [
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "managedFields",
    "generation",
  ])
    delete metadata[field];
  metadata["uid"] = randomUUID();
  metadata["creationTimestamp"] = timestamp(nowMs);
  if (served.kind.custom || served.kind.rules.generation) metadata["generation"] = 1;
  if (served.version.status) delete draft["status"];
}

/** Makes an object. `duplicates` are fields that stood twice in the text it came from. */
export function createObject(
  cluster: ClusterState,
  target: CreateTarget,
  body: unknown,
  options: WriteOptions & { readonly duplicates?: readonly string[] },
): ApiObject {
  const { served } = target;
  const draft = draftOf(body);
  checkApiVersion(draft, served);
  checkKind(draft, served);
  const problems = removeUnknown(draft, served, options.duplicates ?? []);
  if (served.kind.custom || options.fieldValidation === "Strict")
    applyFieldValidation(problems, served, options);
  if (stringAt(draft.metadata, "resourceVersion") !== undefined) {
    throw failure(500, "resourceVersion should not be set on objects to be created");
  }
  setNamespace(draft, target);
  nameDraft(draft, target);
  admitNamespace(cluster, target, nameOf(draft));
  refuseWhileTerminating(cluster, served, nameOf(draft));
  options.warnings.push(...settleMetadata(draft));
  setSystemFields(draft, served, cluster.clock.now());
  complete(draft, served, undefined);
  checkDraft(draft, served, undefined);
  return store(target, draft, options);
}

/** A built-in kind refuses another kind's object; a custom one says it with all other violations. */
function checkKind(draft: Draft, { kind, version }: ServedResource): void {
  if (kind.custom || draft.kind === kind.kind) return;
  throw badRequest(
    `${draft.kind} in version "${version.name}" cannot be handled as a ${kind.kind}: no kind "${draft.kind}" is registered for version "${draft.apiVersion}"`,
  );
}

/** Whether a custom kind is on its way out. */
function isTerminating(cluster: ClusterState, { plural, group }: Kind): boolean {
  const definition = cluster.definitions.storage.get(`${plural}.${group}`);
  return definition?.metadata.deletionTimestamp !== undefined;
}

function refuseWhileTerminating(
  cluster: ClusterState,
  { kind }: ServedResource,
  name: string,
): void {
  if (kind.custom && isTerminating(cluster, kind)) {
    throw forbidden(
      kind,
      name,
      "create not allowed while custom resource definition is terminating",
    );
  }
}

function store(
  { served, namespace }: CreateTarget,
  draft: Draft,
  options: WriteOptions,
): ApiObject {
  const key = served.key(namespace, nameOf(draft));
  const existing = served.storage.get(key);
  if (existing !== undefined) {
    throw alreadyExists(
      served.kind,
      nameOf(draft),
      existing.metadata.deletionTimestamp !== undefined,
    );
  }
  return options.dryRun ? sealDraft(draft) : served.write(key, draft);
}
