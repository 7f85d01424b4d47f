/** Metadata of an object, as far as the SDK reads it. */
export interface ObjectMeta {
  /** Unique among the objects of the kind in the namespace, as long as the object lives. */
  readonly name?: string;
  /** The prefix from which the server made the name. */
  readonly generateName?: string;
  /** Absent for cluster-wide kinds. */
  readonly namespace?: string;
  /** Unique for ever. */
  readonly uid?: string;
  /** Another one after each change; to be compared for equality only. */
  readonly resourceVersion?: string;
  /** Goes up with each change of what is wanted (the spec). */
  readonly generation?: number;
  /** RFC 3339. */
  readonly creationTimestamp?: string;
  /** RFC 3339; set: the object goes when it has no finalizers left. */
  readonly deletionTimestamp?: string;
  /** For selecting. */
  readonly labels?: Readonly<Record<string, string>>;
  /** For programs to keep things in. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Who must let go before the object goes. */
  readonly finalizers?: readonly string[];
  /** Objects whose end is the end of this one. */
  readonly ownerReferences?: readonly OwnerReference[];
  /** Fields that the SDK does not read. */
  readonly [field: string]: unknown;
}

/** A reference from a dependent object to its owner. */
export interface OwnerReference {
  /** Of the owner. */
  readonly apiVersion: string;
  /** Of the owner. */
  readonly kind: string;
  /** Of the owner; it is in the same namespace, or cluster-wide. */
  readonly name: string;
  /** Of the owner: one of the same name that came later is none. */
  readonly uid: string;
  /** Whether this owner manages the object; at most one does. */
  readonly controller?: boolean;
  /** The owner goes after this object when it is deleted in the foreground. */
  readonly blockOwnerDeletion?: boolean;
}

/**
 * What the SDK must find in an object that it is given: less than a `KubernetesObject`, so that an author's interfaces and the classes of
 * client-node are some, too.
 */
export interface ObjectShape {
  /** `v1`, `apps/v1`. */
  readonly apiVersion?: string | undefined;
  /** `Pod`. */
  readonly kind?: string | undefined;
  /** Name, labels and the like. */
  readonly metadata?:
    | {
        readonly name?: string | undefined;
        readonly namespace?: string | undefined;
        readonly uid?: string | undefined;
      }
    | undefined;
}

/** Any object of the Kubernetes API. */
export interface KubernetesObject {
  /** `v1`, `apps/v1`. */
  readonly apiVersion?: string;
  /** `Pod`. */
  readonly kind?: string;
  /** Name, labels and the like. */
  readonly metadata?: ObjectMeta;
  /** What is wanted. */
  readonly spec?: unknown;
  /** What is. */
  readonly status?: unknown;
  /** What else the kind has: `data` of a ConfigMap, for example. */
  readonly [field: string]: unknown;
}

/** `Kind namespace/name`: how messages name an object. */
export function describeObject(kind: string, namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === ""
    ? `${kind} ${name}`
    : `${kind} ${namespace}/${name}`;
}
