import type { ClusterAccess } from "../kube/cluster-access.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { resourcePath } from "../resources/resource.js";
import { InvariantError, isOperatorError } from "../support/errors.js";
import { ApiConnection } from "./api-connection.js";
import type { ApiRequest } from "./api-connection.js";
import { isRecord } from "./api-failure.js";
import { KindLookup } from "./kind-lookup.js";
import { readObjects } from "./object-input.js";
import type { ObjectInput } from "./object-input.js";

/** Names one object: what an object itself has in it, too. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Default: `"default"`, for kinds that live in namespaces. */
  readonly namespace?: string;
}

/** Names the objects of a kind. */
export interface ListRequest {
  readonly apiVersion: string;
  readonly kind: string;
  /** Default: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Which part of an object a write is for. */
export interface WriteOptions {
  /** For example `"status"`. */
  readonly subresource?: string;
}

/** How an object is deleted. */
export interface DeleteOptions {
  /** @defaultValue the server's choice for the kind */
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
}

/** A reference, or the object itself as the server or a file gave it. */
export type ObjectTarget = ObjectReference | KubernetesObject;

const MERGE_PATCH = "application/merge-patch+json";

/**
 * Direct access to the objects of a cluster, for the arranging and checking that tests do. Every call is one request,
 * nothing is cached or tried again.
 *
 * @throws OperatorError from every method, with the code that the answer's status stands for (`KUBE_NOT_FOUND`, …).
 * @example
 * ```ts
 * await using client = new ClusterClient({ server: "http://127.0.0.1:8001" });
 * await client.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { key: "value" } });
 * ```
 */
export class ClusterClient implements AsyncDisposable {
  /** How the cluster is reached, in plain values: `bootstrap` takes it as `kubeConfig`. */
  readonly kubeConfig: ClusterAccess;
  readonly #connection: ApiConnection;
  readonly #kinds: KindLookup;

  constructor(kubeConfig: ClusterAccess) {
    this.kubeConfig = kubeConfig;
    this.#connection = new ApiConnection(kubeConfig);
    this.#kinds = new KindLookup(this.#connection);
  }

  /** URL of the API server. */
  get url(): string {
    return this.kubeConfig.server;
  }

  /** Creates an object and returns what the server made of it. */
  async create(object: KubernetesObject): Promise<KubernetesObject> {
    const path = await this.#pathOf(object, { collection: true });
    return await this.#object({ method: "POST", path, body: object });
  }

  /** Posts to a subresource, for example a `TokenRequest` to `"token"` of a ServiceAccount; returns the answer. */
  async createSubresource(target: ObjectTarget, subresource: string, body: KubernetesObject): Promise<KubernetesObject> {
    return await this.#object({ method: "POST", path: await this.#pathOf(target, { subresource }), body });
  }

  /** Returns an object as it is now. */
  async get(target: ObjectTarget): Promise<KubernetesObject> {
    return await this.#object({ method: "GET", path: await this.#pathOf(target) });
  }

  /** Returns all objects of a kind. */
  async list(request: ListRequest): Promise<KubernetesObject[]> {
    const resource = await this.#kinds.find(request.apiVersion, request.kind);
    const query = new URLSearchParams();
    if (request.labelSelector !== undefined) query.set("labelSelector", request.labelSelector);
    if (request.fieldSelector !== undefined) query.set("fieldSelector", request.fieldSelector);
    const path = `${resourcePath(resource, { namespace: request.namespace })}?${query.toString()}`;
    const list = await this.#connection.request({ method: "GET", path });
    const items = isRecord(list) ? list["items"] : undefined;
    if (!Array.isArray(items)) throw new InvariantError(`GET ${path} answered with something that is not a list.`);
    // The items of a list do not say what they are: the list does.
    return items.map((item) => ({ apiVersion: request.apiVersion, kind: request.kind, ...objectFrom(item, path) }));
  }

  /** Changes what a JSON merge patch names, `null` removes; returns the result. */
  async patch(target: ObjectTarget, patch: KubernetesObject, options: WriteOptions = {}): Promise<KubernetesObject> {
    const path = await this.#pathOf(target, options);
    return await this.#object({ method: "PATCH", path, body: patch, contentType: MERGE_PATCH });
  }

  /** Writes a whole object; with a `resourceVersion` in it only if nobody else wrote since. */
  async replace(object: KubernetesObject, options: WriteOptions = {}): Promise<KubernetesObject> {
    return await this.#object({ method: "PUT", path: await this.#pathOf(object, options), body: object });
  }

  /** Deletes an object. One with finalizers stays until these are gone. */
  async delete(target: ObjectTarget, options: DeleteOptions = {}): Promise<void> {
    await this.#connection.request({ method: "DELETE", path: await this.#pathOf(target), body: options });
  }

  /**
   * Creates what is not there and merges into what is: plain objects, a YAML file's path, or YAML text of several documents.
   * Returns the results in their order.
   */
  async apply(input: ObjectInput): Promise<KubernetesObject[]> {
    const results: KubernetesObject[] = [];
    for (const object of readObjects(input)) results.push(await this.#applyOne(object));
    return results;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }

  /** Whether a request succeeds; for conditions that are waited for. */
  protected async answers(path: string): Promise<boolean> {
    try {
      return (await this.#connection.send({ method: "GET", path })).status === 200;
    } catch {
      return false;
    }
  }

  /** The server was started again: connections to the old one are of no use. */
  protected async reconnect(): Promise<void> {
    await this.#connection.reconnect();
  }

  async #applyOne(object: KubernetesObject): Promise<KubernetesObject> {
    try {
      return await this.create(object);
    } catch (error) {
      if (isOperatorError(error) && error.code === "KUBE_CONFLICT") return await this.patch(object, object);
      throw error;
    }
  }

  async #object(request: ApiRequest): Promise<KubernetesObject> {
    return objectFrom(await this.#connection.request(request), request.path);
  }

  async #pathOf(target: ObjectTarget, options: WriteOptions & { collection?: boolean } = {}): Promise<string> {
    const { apiVersion, kind, name, namespace } = referenceOf(target);
    const resource = await this.#kinds.find(apiVersion, kind);
    return resourcePath(resource, {
      namespace: resource.namespaced ? (namespace ?? "default") : undefined,
      name: options.collection === true ? undefined : name,
      subresource: options.subresource,
    });
  }
}

function referenceOf(target: ObjectTarget): Partial<ObjectReference> & { apiVersion: string; kind: string } {
  const { apiVersion = "", kind = "" } = target;
  const names = isReference(target) ? target : (target.metadata ?? {});
  return {
    apiVersion,
    kind,
    ...(names.name === undefined ? {} : { name: names.name }),
    ...(names.namespace === undefined ? {} : { namespace: names.namespace }),
  };
}

function isReference(target: ObjectTarget): target is ObjectReference {
  return typeof target["name" as keyof ObjectTarget] === "string";
}

function objectFrom(body: unknown, path: string): KubernetesObject {
  if (!isRecord(body)) throw new InvariantError(`${path} answered with something that is not an object.`);
  return body;
}
