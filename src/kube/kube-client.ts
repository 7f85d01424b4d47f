import type { KubernetesObject, ObjectShape } from "../resources/kubernetes-object.js";
import { SDK_CLASS, THIS_COPY } from "../support/sdk-class.js";

/** A class with `@CustomResource`. */
export type ResourceClass<Type> = abstract new (...args: never[]) => Type;

/** A kind by its names. */
export interface KindName {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** `Pod`. */
  readonly kind: string;
}

/** A kind: by its names, or by a class with `@CustomResource`. */
export type KindRef<Type = KubernetesObject> = KindName | ResourceClass<Type>;

/** Where an object is. */
export interface ObjectPlace {
  /** `metadata.name`. */
  readonly name: string;
  /** Needed for namespaced kinds. */
  readonly namespace?: string | undefined;
}

/** An object by its names. */
export interface NamedObjectRef extends KindName, ObjectPlace {}

/** An object of a class with `@CustomResource`. */
export interface TypedObjectRef<Type> extends ObjectPlace {
  /** The class. */
  readonly kind: ResourceClass<Type>;
}

/**
 * One object.
 *
 * @example `{ apiVersion: "v1", kind: "Pod", namespace: "default", name: "a" }`, `{ kind: KopfExample, namespace: "default", name: "a" }`
 */
export type ObjectRef<Type = KubernetesObject> = NamedObjectRef | TypedObjectRef<Type>;

/** An object to be sent: as what it is, with its kind in it. */
export type ObjectToSend<Type> = Type & KindName;

/** What may come with any call. */
export interface CallOptions {
  /** Ends the call with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What may come with `create`, and with each call that changes something. */
export interface CreateOptions extends CallOptions {
  /** The server checks and answers, and keeps nothing. @defaultValue `false` */
  readonly dryRun?: boolean;
  /** Who is recorded as the owner of the fields. @defaultValue `"kephale"` */
  readonly fieldManager?: string;
}

/** What may come with `replace` and `apply`. */
export interface WriteOptions extends CreateOptions {
  /** `"status"`, `"scale"` … instead of the object itself. */
  readonly subresource?: string;
}

/** What may come with `patch`. */
export interface PatchOptions extends WriteOptions {
  /** `"strategic"` is for built-in kinds only. @defaultValue `"merge"` */
  readonly type?: "merge" | "json" | "strategic";
}

/** What may come with `apply`. */
export interface ApplyOptions extends WriteOptions {
  /** Take fields over from other managers instead of failing with a `ConflictError`. @defaultValue `false` */
  readonly force?: boolean;
}

/** What may come with `list`. */
export interface ListOptions extends CallOptions {
  /** Default: all namespaces. */
  readonly namespace?: string;
  /** Only objects with these labels: `"app=web,tier!=cache"`. */
  readonly labelSelector?: string;
  /** Only objects with these fields: `"metadata.name=a"`. */
  readonly fieldSelector?: string;
  /** Objects per request; all are returned in any case. @defaultValue `500` */
  readonly limit?: number;
}

/** What may come with `delete`. */
export interface DeleteOptions extends CallOptions {
  /** The server checks and answers, and keeps the object. @defaultValue `false` */
  readonly dryRun?: boolean;
  /** What happens to dependents. Default: the kind's own policy. */
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  /** Seconds that the object's own programs have to end; `0`: none. Default: the kind's own. */
  readonly gracePeriodSeconds?: number;
  /** Delete only this very object, or this very state of it; else a `ConflictError`. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** All objects of a list. */
export interface ObjectList<Type> {
  /** In the order of the server: by namespace and name. */
  readonly items: readonly Type[];
  /** The state that the list shows. */
  readonly resourceVersion: string;
}

/**
 * Reads and writes objects of the API; with the operator's credentials, time limits and retries. Injectable.
 *
 * @remarks
 * All methods fail with `KubeApiError` (or `NotFoundError`, `ConflictError` …) if the server refuses, and with `KubeConnectionError`
 * if it does not answer. A kind that the server does not have is a `NotFoundError`.
 *
 * @example
 * ```ts
 * @OnEvent("KopfExample")
 * async seen(client: KubeClient, @Name() name: string, @Namespace() namespace: string): Promise<void> {
 *   await client.patch({ kind: KopfExample, namespace, name }, { metadata: { labels: { seen: "yes" } } });
 * }
 * ```
 */
export abstract class KubeClient {
  /** @internal */
  static readonly [SDK_CLASS] = THIS_COPY;

  /**
   * Reads one object.
   *
   * @throws NotFoundError if there is none.
   * @example `const pod = await client.get<Pod>({ apiVersion: "v1", kind: "Pod", namespace: "default", name: "a" });`
   */
  abstract get<Type extends ObjectShape = KubernetesObject>(
    ref: ObjectRef<Type>,
    options?: CallOptions,
  ): Promise<Type>;

  /**
   * Reads all objects of a kind, page by page.
   *
   * @example `const { items } = await client.list(KopfExample, { namespace: "default", labelSelector: "app=web" });`
   */
  abstract list<Type extends ObjectShape = KubernetesObject>(
    kind: KindRef<Type>,
    options?: ListOptions,
  ): Promise<ObjectList<Type>>;

  /**
   * Creates an object, in the namespace of its metadata.
   *
   * @throws ConflictError with reason `"AlreadyExists"` if the name is taken.
   * @example `await client.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "default", name: "a" }, data: { x: "1" } });`
   */
  abstract create<Type extends ObjectShape>(
    object: ObjectToSend<Type>,
    options?: CreateOptions,
  ): Promise<Type>;

  /**
   * Replaces an object as a whole.
   *
   * @throws ConflictError if somebody changed it since it was read (`metadata.resourceVersion`).
   * @example `await client.replace({ ...pod, metadata: { ...pod.metadata, labels: {} } });`
   */
  abstract replace<Type extends ObjectShape>(
    object: ObjectToSend<Type>,
    options?: WriteOptions,
  ): Promise<Type>;

  /**
   * Changes fields of an object: by a merge patch unless `type` says otherwise. A JSON patch whose answer was lost is not sent
   * again, as it may append twice, unless it has a `test` operation.
   *
   * @example `await client.patch(ref, { status: { phase: "Ready" } }, { subresource: "status" });`
   */
  abstract patch<Type extends ObjectShape = KubernetesObject>(
    ref: ObjectRef<Type>,
    patch: object,
    options?: PatchOptions,
  ): Promise<Type>;

  /**
   * Creates an object or changes it to what is given (server-side apply).
   *
   * @throws ConflictError if another manager owns a field, unless forced.
   * @example `await client.apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "default", name: "a" }, data: { x: "2" } });`
   */
  abstract apply<Type extends ObjectShape>(
    object: ObjectToSend<Type>,
    options?: ApplyOptions,
  ): Promise<Type>;

  /**
   * Deletes an object; it stays, with a `deletionTimestamp`, as long as it has finalizers.
   *
   * @throws NotFoundError if there is none. Not if an earlier attempt, whose answer was lost, may have deleted it.
   * @example `await client.delete({ apiVersion: "v1", kind: "Pod", namespace: "default", name: "a" });`
   */
  abstract delete(ref: ObjectRef, options?: DeleteOptions): Promise<void>;
}
