import type { KubernetesObject } from "../resources/kubernetes-object.js";

/** Names a kind: `{ apiVersion: "apps/v1", kind: "Deployment" }`. */
export interface KindRef {
  /** `v1` or `group/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
}

/** Names an object. */
export interface ObjectRef extends KindRef {
  readonly name: string;
  /** Absent for objects of cluster-wide kinds. */
  readonly namespace?: string | undefined;
}

/** Names the objects of a kind. */
export interface CollectionRef extends KindRef {
  /** Absent: in all namespaces, or a cluster-wide kind. */
  readonly namespace?: string | undefined;
}

/** Options of all calls. */
export interface CallOptions {
  /** Ends the call early; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Options of calls that change something. */
export interface WriteOptions extends CallOptions {
  /** The server checks and answers, and stores nothing. @defaultValue `false` */
  readonly dryRun?: boolean;
  /** Who is written down in `managedFields`. @defaultValue the first part of the user agent, `"kephale"` */
  readonly fieldManager?: string;
}

/** Options of calls that can address a part of an object. */
export interface SubresourceOptions extends WriteOptions {
  /** `"status"`, `"scale"` … */
  readonly subresource?: string;
}

/** How a patch is meant. */
export type PatchType = "merge" | "json" | "strategic";

/** Options of {@link KubeClient.patch}. */
export interface PatchOptions extends SubresourceOptions {
  /** `strategic` knows built-in kinds only. @defaultValue `"merge"` */
  readonly type?: PatchType;
}

/** Options of {@link KubeClient.apply}. */
export interface ApplyOptions extends SubresourceOptions {
  /** Take over fields that others own. @defaultValue `false` */
  readonly force?: boolean;
}

/** Options of {@link KubeClient.delete}. */
export interface DeleteOptions extends WriteOptions {
  /** What happens to what the object owns. @defaultValue the kind's own */
  readonly propagation?: "Foreground" | "Background" | "Orphan";
  /** Seconds until it is ended by force; 0: at once. @defaultValue the object's own */
  readonly gracePeriodSeconds?: number;
  /** Delete only this one, not another of the same name. */
  readonly uid?: string;
  /** Delete only if it was not changed since. */
  readonly resourceVersion?: string;
}

/** Options of {@link KubeClient.list}. */
export interface ListOptions extends CallOptions {
  /** `"app=web,tier in (a, b)"`. */
  readonly labelSelector?: string;
  /** `"metadata.name=web"`. */
  readonly fieldSelector?: string;
  /** At most so many objects; they are read in pages, however many. @defaultValue all */
  readonly limit?: number;
}

/** What a list returns. */
export interface ObjectList<T> {
  readonly items: readonly T[];
  /** The version of the whole list; a watch from here on misses nothing. */
  readonly resourceVersion: string;
}

/**
 * Reads and changes objects in the cluster that the operator works for, with the credentials of the moment. Injectable.
 *
 * @remarks
 * All methods fail with the errors of the SDK: `NotFoundError`, `ConflictError`, `ForbiddenError`, `InvalidError`,
 * `ThrottledError`, other `KubeApiError`s, or `KubeConnectionError`. What fails for a passing reason is tried again before, as
 * `settings.networking` says. A kind that the server does not serve is a `NotFoundError`.
 *
 * @example
 * ```ts
 * @OnCreate("KopfExample")
 * async create(kube: KubeClient, @Name() name: string, @Namespace() namespace: string): Promise<void> {
 *   await kube.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data: { greeting: "Hello" } });
 * }
 * ```
 */
export abstract class KubeClient {
  /**
   * Reads an object.
   *
   * @example
   * ```ts
   * const pod = await kube.get<Pod>({ apiVersion: "v1", kind: "Pod", namespace: "default", name: "web" });
   * ```
   */
  abstract get<T extends KubernetesObject = KubernetesObject>(ref: ObjectRef, options?: CallOptions & Pick<SubresourceOptions, "subresource">): Promise<T>;

  /**
   * Reads all objects of a kind.
   *
   * @example
   * ```ts
   * const { items } = await kube.list<Pod>({ apiVersion: "v1", kind: "Pod", namespace: "default" }, { labelSelector: "app=web" });
   * ```
   */
  abstract list<T extends KubernetesObject = KubernetesObject>(ref: CollectionRef, options?: ListOptions): Promise<ObjectList<T>>;

  /**
   * Creates an object, and returns it as it was stored.
   *
   * @throws ConflictError with reason `AlreadyExists`.
   * @example
   * ```ts
   * await kube.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "team" } });
   * ```
   */
  abstract create<T extends KubernetesObject>(object: T, options?: WriteOptions): Promise<T>;

  /**
   * Replaces an object; with its `resourceVersion` only if nobody has changed it since.
   *
   * @throws ConflictError if somebody has.
   * @example
   * ```ts
   * await kube.replace({ ...configMap, data: { greeting: "Good bye" } });
   * ```
   */
  abstract replace<T extends KubernetesObject>(object: T, options?: SubresourceOptions): Promise<T>;

  /**
   * Changes a part of an object, and returns the object.
   *
   * @example
   * ```ts
   * await kube.patch(ref, { metadata: { labels: { seen: "yes", old: null } } });
   * await kube.patch(ref, [{ op: "remove", path: "/spec/field" }], { type: "json" });
   * await kube.patch(ref, { status: { ready: true } }, { subresource: "status" });
   * ```
   */
  abstract patch<T extends KubernetesObject = KubernetesObject>(ref: ObjectRef, body: unknown, options?: PatchOptions): Promise<T>;

  /**
   * Creates an object, or makes it have the fields that are given (server-side apply), and returns it.
   *
   * @throws ConflictError if somebody else owns one of the fields.
   * @example
   * ```ts
   * await kube.apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web", namespace: "default" }, data: { a: "1" } });
   * ```
   */
  abstract apply<T extends KubernetesObject>(object: T, options?: ApplyOptions): Promise<T>;

  /**
   * Deletes an object. It may stay for a while: until its finalizers are gone, or its pods have ended.
   *
   * @throws NotFoundError if there is none.
   * @example
   * ```ts
   * await kube.delete({ apiVersion: "v1", kind: "Pod", namespace: "default", name: "web" });
   * ```
   */
  abstract delete(ref: ObjectRef, options?: DeleteOptions): Promise<void>;
}
