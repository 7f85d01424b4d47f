import type { ClusterAccess } from "../kube/cluster-access.js";
import { isRecord } from "../resources/json.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { resourcePath } from "../resources/resource.js";
import type { ApiObject, DeleteOptions, ListRef, ObjectRef } from "../sandbox/index.js";
import { readInputs } from "../sandbox/input.js";
import { InvariantError } from "../support/errors.js";
import { ApiConnection } from "./api-connection.js";
import type { ApiRequest } from "./api-connection.js";
import { KindLookup } from "./kind-lookup.js";

/** Which part of an object a write is for. */
export interface WriteOptions {
  /** Write the status instead of the object itself. */
  readonly subresource?: "status";
}

/** What references and objects have in common: enough to find the path. */
interface Place {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

const MERGE_PATCH = "application/merge-patch+json";

/**
 * Direct access to the objects of any cluster, for the arranging and checking that tests do: the methods of the sandbox, by
 * HTTP. Nothing is cached or tried again.
 *
 * @throws ClusterApiError from every method when the server refuses, with its code (`KUBE_CONFLICT`, …).
 * @example
 * ```ts
 * await using client = new ClusterClient({ server: "http://127.0.0.1:8001" });
 * await client.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { key: "value" } });
 * ```
 */
export class ClusterClient implements AsyncDisposable {
  /** How the cluster is reached, in plain values: what `bootstrap` takes. */
  readonly kubeConfig: ClusterAccess;
  readonly #connection: ApiConnection;
  readonly #kinds: KindLookup;

  constructor(kubeConfig: ClusterAccess) {
    this.kubeConfig = kubeConfig;
    this.#connection = new ApiConnection(kubeConfig, () => this.assertUsable());
    this.#kinds = new KindLookup(this.#connection);
  }

  /** The server's address, such as `https://127.0.0.1:40123`. */
  get url(): string {
    return this.kubeConfig.server;
  }

  /** Makes an object. Without a namespace, namespaced ones are made in `default`. */
  async create(object: KubernetesObject): Promise<ApiObject> {
    const path = await this.#path(object, { collection: true });
    return this.#object({ method: "POST", path, body: object });
  }

  /** Posts to a subresource, such as a `TokenRequest` to the `token` of a ServiceAccount; returns the answer. */
  async createSubresource(
    ref: ObjectRef,
    subresource: string,
    body: KubernetesObject,
  ): Promise<ApiObject> {
    return this.#object({
      method: "POST",
      path: await this.#path(ref, { subresource }),
      body,
    });
  }

  /** Reads an object; `undefined` if it does not exist. */
  async get(ref: ObjectRef): Promise<ApiObject | undefined> {
    const request: ApiRequest = { method: "GET", path: await this.#path(ref) };
    const answer = await this.#connection.send(request);
    return answer.status === 404
      ? undefined
      : objectFrom(this.#connection.bodyOf(request, answer), request.path);
  }

  /** Reads the objects of a kind, in order of namespace and name. */
  async list(ref: ListRef): Promise<readonly ApiObject[]> {
    const kind = await this.#kinds.find(ref.apiVersion, ref.kind);
    const query = new URLSearchParams();
    if (ref.labelSelector !== undefined) query.set("labelSelector", ref.labelSelector);
    if (ref.fieldSelector !== undefined) query.set("fieldSelector", ref.fieldSelector);
    const path = `${resourcePath(kind, { namespace: ref.namespace })}?${query.toString()}`;
    const list = await this.#connection.request({ method: "GET", path });
    const items = isRecord(list) ? list["items"] : undefined;
    if (!Array.isArray(items))
      throw new InvariantError(`GET ${path} was answered with something that is not a list.`);
    // Items do not say what they are: their list does.
    return items.map((item) =>
      Object.assign(objectFrom(item, path), { apiVersion: ref.apiVersion, kind: ref.kind }),
    );
  }

  /** Applies a JSON merge patch to an object, or to its status. */
  async patch(ref: ObjectRef, mergePatch: object, options: WriteOptions = {}): Promise<ApiObject> {
    const path = await this.#path(ref, options);
    return this.#object({
      method: "PATCH",
      path,
      body: mergePatch,
      contentType: MERGE_PATCH,
    });
  }

  /** Replaces an object, or its status; a resourceVersion must be that of the one that is there. */
  async replace(
    object: ObjectRef & KubernetesObject,
    options: WriteOptions = {},
  ): Promise<ApiObject> {
    return this.#object({
      method: "PUT",
      path: await this.#path(object, options),
      body: object,
    });
  }

  /** Deletes an object. Returns it if something holds it still, such as a finalizer. */
  async delete(ref: ObjectRef, options: DeleteOptions = {}): Promise<ApiObject | undefined> {
    const path = await this.#path(ref);
    const { dryRun, ...others } = options;
    // In the body: beside a body the server does not read the query, and would delete the object.
    const body = { ...others, ...(dryRun === true ? { dryRun: ["All"] } : {}) };
    const answer = await this.#connection.request({ method: "DELETE", path, body });
    return isRecord(answer) && answer["kind"] === "Status" ? undefined : objectFrom(answer, path);
  }

  /** Makes objects, or merges them into those that are there: objects, or YAML with one or more documents. */
  async apply(
    input: string | KubernetesObject | readonly KubernetesObject[],
  ): Promise<readonly ApiObject[]> {
    const results: ApiObject[] = [];
    for (const { object } of await readInputs([input].flat(), "apply")) {
      results.push(await this.#applyOne(object));
    }
    return results;
  }

  /** Closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }

  /** Called before each request, which fails with what this throws. */
  protected assertUsable(): void {
    // A cluster that somebody else runs is asked whatever state it is in.
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

  async #applyOne(object: KubernetesObject): Promise<ApiObject> {
    const { apiVersion = "", kind = "", metadata } = object;
    if (metadata?.name === undefined) return this.create(object);
    const { name, namespace } = metadata;
    const ref = {
      apiVersion,
      kind,
      metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    };
    if ((await this.get(ref)) === undefined) return this.create(object);
    const { status: _status, ...content } = object;
    return this.patch(ref, content);
  }

  async #object(request: ApiRequest): Promise<ApiObject> {
    return objectFrom(await this.#connection.request(request), request.path);
  }

  async #path(
    target: Place,
    options: { subresource?: string; collection?: boolean } = {},
  ): Promise<string> {
    const { apiVersion = "", kind = "", metadata } = target;
    const found = await this.#kinds.find(apiVersion, kind);
    return resourcePath(found, {
      namespace: found.namespaced ? (metadata?.namespace ?? "default") : undefined,
      name: options.collection === true ? undefined : metadata?.name,
      subresource: options.subresource,
    });
  }
}

function objectFrom(body: unknown, path: string): ApiObject {
  if (!isObject(body))
    throw new InvariantError(`${path} was answered with something that is not an object.`);
  return body;
}

function isObject(body: unknown): body is ApiObject {
  return isRecord(body) && isRecord(body["metadata"]);
}
