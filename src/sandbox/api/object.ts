import { copyRecord, freezeJson, isRecord, type MutableJson } from "../json/json.js";
import type { OwnerReference } from "../../resources/kubernetes-object.js";

/** Metadata of an object that is in the store. */
export interface StoredMeta {
  /** Unique among the objects of the kind in the namespace, as long as the object lives. */
  readonly name: string;
  /** Absent for cluster-wide kinds. */
  readonly namespace?: string;
  /** The prefix from which the name was made. */
  readonly generateName?: string;
  /** Unique for ever. */
  readonly uid: string;
  /** Another one after each change; to be compared for equality only. */
  readonly resourceVersion: string;
  /** Goes up with each change of what is wanted (the spec). */
  readonly generation?: number;
  /** RFC 3339. */
  readonly creationTimestamp: string;
  /** RFC 3339; set: the object goes when it has no finalizers left. */
  readonly deletionTimestamp?: string;
  /** Seconds that the object's own programs have to end. */
  readonly deletionGracePeriodSeconds?: number;
  /** For selecting. */
  readonly labels?: Readonly<Record<string, string>>;
  /** For programs to keep things in. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Who must let go before the object goes. */
  readonly finalizers?: readonly string[];
  /** Objects whose end is the end of this one. */
  readonly ownerReferences?: readonly OwnerReference[];
  /** What else was sent. */
  readonly [field: string]: unknown;
}

/** An object that is in the store: complete, checked and frozen. */
export interface ApiObject {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** `Pod`. */
  readonly kind: string;
  /** Name, labels and the like. */
  readonly metadata: StoredMeta;
  /** `spec`, `status`, and what else the kind has. */
  readonly [field: string]: unknown;
}

/** An object on its way into the store; its maker may change it. */
export interface Draft extends MutableJson {
  apiVersion: string;
  kind: string;
  metadata: MutableJson;
}

/** A draft from an object that was parsed; missing parts of the envelope are empty. */
export function draftOf(json: unknown): Draft {
  const copy = isRecord(json) ? copyRecord(json) : {};
  const { apiVersion, kind, metadata } = copy;
  return {
    ...copy,
    apiVersion: typeof apiVersion === "string" ? apiVersion : "",
    kind: typeof kind === "string" ? kind : "",
    metadata: isRecord(metadata) ? copyRecord(metadata) : {},
  };
}

/** Metadata in the order in which the real server's Go types write it. */
const META_ORDER = [
  "name",
  "generateName",
  "namespace",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "labels",
  "annotations",
  "ownerReferences",
  "finalizers",
  "managedFields",
];

/** Freezes a draft into an object. The caller has checked its metadata. */
export function sealDraft(draft: Draft): ApiObject {
  const { kind, apiVersion, metadata, ...rest } = draft;
  const ordered: MutableJson = {};
  for (const field of META_ORDER)
    if (metadata[field] !== undefined) ordered[field] = metadata[field];
  const sealed: unknown = freezeJson({ apiVersion, kind, metadata: ordered, ...rest });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one door into the store: metadata was checked and completed
  return sealed as ApiObject;
}

const texts = new WeakMap<object, string>();

/** The object's JSON. Objects are frozen, so one text serves every reader. */
export function jsonText(object: ApiObject): string {
  const known = texts.get(object);
  if (known !== undefined) return known;
  const text = JSON.stringify(object);
  texts.set(object, text);
  return text;
}

/** `namespace/name`, or the name alone: how the store orders objects. */
export function storageKey(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
