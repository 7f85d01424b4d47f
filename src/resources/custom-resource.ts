import { MetadataKey } from "../support/metadata-key.js";
import type { KubernetesObject, ObjectMeta } from "./kubernetes-object.js";

/** What `@CustomResource` says of a class. */
export interface CustomResourceOptions {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  /** @defaultValue the kind in lower case */
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  /** @defaultValue `"Namespaced"` */
  readonly scope?: "Namespaced" | "Cluster";
  /** Whether the status is a subresource. @defaultValue `false` */
  readonly status?: boolean;
}

/** What `@Field` says of a property: members of its schema. */
export interface FieldOptions {
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly items?: abstract new (...args: never[]) => object;
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
  declare readonly apiVersion: string;
  declare readonly kind: string;
  declare readonly metadata: ObjectMeta;
  declare readonly spec: Spec;
  declare readonly status?: Status;
  readonly [field: string]: unknown;
}
