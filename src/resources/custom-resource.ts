import { MetadataKey } from "../support/metadata-key.js";
import type { KubernetesObject, ObjectMeta } from "./kubernetes-object.js";

/** What `@CustomResource` says of a class. */
export interface CustomResourceOptions {
  /** `"kopf.dev"`. */
  readonly group: string;
  /** `"v1"`. */
  readonly version: string;
  /** `"KopfExample"`. */
  readonly kind: string;
  /** `"kopfexamples"`. */
  readonly plural: string;
  /** `"kopfexample"`. @defaultValue the kind in lower case */
  readonly singular?: string;
  /** `["kex"]`. */
  readonly shortNames?: readonly string[];
  /** `["all"]`: the kind is part of `kubectl get all`. */
  readonly categories?: readonly string[];
  /** Whether objects are in namespaces. @defaultValue `"Namespaced"` */
  readonly scope?: "Namespaced" | "Cluster";
  /** Whether the status is a subresource. @defaultValue `false` */
  readonly status?: boolean;
}

/** What `@Field` says of a property: members of its schema. */
export interface FieldOptions {
  /** What `kubectl explain` says of it. */
  readonly description?: string;
  /** The least value of a number. */
  readonly minimum?: number;
  /** The greatest value of a number. */
  readonly maximum?: number;
  /** A regular expression that a string must match. */
  readonly pattern?: string;
  /** The class of the items of an array: compilers do not record it. */
  readonly items?: abstract new (...args: never[]) => object;
  /** Any other member of an OpenAPI v3 schema. */
  readonly [member: string]: unknown;
}

/** One property that `@Field` stands on. */
export interface FieldRecord {
  readonly property: string | symbol;
  readonly options: FieldOptions;
}

const CUSTOM_RESOURCE = new MetadataKey<CustomResourceOptions>("custom-resource");
const FIELDS = new MetadataKey<readonly FieldRecord[]>("fields");

/** What `@CustomResource` said of a class. */
export function customResourceOf(target: object): CustomResourceOptions | undefined {
  return CUSTOM_RESOURCE.own(target);
}

/** Writes down what `@CustomResource` says. */
export function recordCustomResource(target: object, options: CustomResourceOptions): void {
  CUSTOM_RESOURCE.define(target, { ...options });
}

/** Writes down what `@Field` says. */
export function recordField(prototype: object, record: FieldRecord): void {
  FIELDS.define(prototype, [...(FIELDS.own(prototype) ?? []), record]);
}

/** The base of classes with `@CustomResource`: the shape of an object. */
export abstract class KubernetesResource<
  Spec = unknown,
  Status = unknown,
> implements KubernetesObject {
  /** `group/version`. */
  declare readonly apiVersion: string;
  /** The kind of the decorator. */
  declare readonly kind: string;
  /** Name, labels and the like. */
  declare readonly metadata: ObjectMeta;
  /** What is wanted. */
  declare readonly spec: Spec;
  /** What is. */
  declare readonly status?: Status;
  /** What else the kind has. */
  readonly [field: string]: unknown;
}
