import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { apiVersionOf, resourcePath } from "../resources/resource.js";
import type { Resource } from "../resources/resource.js";
import type { Discovery } from "./discovery.js";
import { ExpiredError, InvalidError } from "./errors.js";
import { isRecord, recordsOf, stringOf } from "./json.js";
import { KindFinder } from "./kind-finder.js";
import { KubeClient } from "./kube-client.js";
import type {
  ApplyOptions,
  CallOptions,
  CollectionRef,
  DeleteOptions,
  ListOptions,
  ObjectList,
  ObjectRef,
  PatchOptions,
  PatchType,
  SubresourceOptions,
  WriteOptions,
} from "./kube-client.js";
import type { Query, RequestOptions, Transport } from "./transport.js";

const PAGE_SIZE = 500;

/** Who applies, if the caller does not say: server-side apply needs a name. */
const FIELD_MANAGER = "kephale";

const PATCH_TYPES: Readonly<Record<PatchType, string>> = {
  merge: "application/merge-patch+json",
  json: "application/json-patch+json",
  strategic: "application/strategic-merge-patch+json",
};

/** The client over a transport; finds the paths of kinds by discovery. */
export class TransportKubeClient extends KubeClient {
  readonly #transport: Transport;
  readonly #kinds: KindFinder;

  constructor(transport: Transport, discovery: Discovery) {
    super();
    this.#transport = transport;
    this.#kinds = new KindFinder(discovery);
  }

  async get<T extends KubernetesObject = KubernetesObject>(ref: ObjectRef, options: CallOptions & Pick<SubresourceOptions, "subresource"> = {}): Promise<T> {
    return this.#call({ method: "GET", path: await this.#pathOf(ref, options.subresource), signal: options.signal });
  }

  async list<T extends KubernetesObject = KubernetesObject>(ref: CollectionRef, options: ListOptions = {}): Promise<ObjectList<T>> {
    const resource = await this.#kinds.find(ref);
    const path = resourcePath(resource, { namespace: ref.namespace });
    try {
      return await this.#pages<T>(resource, path, options, PAGE_SIZE);
    } catch (error) {
      if (!(error instanceof ExpiredError)) throw error;
      // The pages took longer than the server remembers them: all at once, then.
      return this.#pages<T>(resource, path, options, undefined);
    }
  }

  async create<T extends KubernetesObject>(object: T, options: WriteOptions = {}): Promise<T> {
    const { apiVersion, kind, namespace } = refOf(object);
    const resource = await this.#kinds.find({ apiVersion, kind });
    requireNamespace(resource, namespace);
    return this.#call({ method: "POST", path: resourcePath(resource, { namespace }), ...writing(object, options) });
  }

  async replace<T extends KubernetesObject>(object: T, options: SubresourceOptions = {}): Promise<T> {
    return this.#call({ method: "PUT", path: await this.#pathOf(refOf(object), options.subresource), ...writing(object, options) });
  }

  async patch<T extends KubernetesObject = KubernetesObject>(ref: ObjectRef, body: unknown, options: PatchOptions = {}): Promise<T> {
    const contentType = PATCH_TYPES[options.type ?? "merge"];
    return this.#call({ method: "PATCH", path: await this.#pathOf(ref, options.subresource), contentType, ...writing(body, options) });
  }

  async apply<T extends KubernetesObject>(object: T, options: ApplyOptions = {}): Promise<T> {
    const path = await this.#pathOf(refOf(object), options.subresource);
    const { query, ...request } = writing(object, { fieldManager: FIELD_MANAGER, ...options });
    const contentType = "application/apply-patch+yaml";
    return this.#call({ method: "PATCH", path, contentType, ...request, query: { ...query, force: options.force } });
  }

  async delete(ref: ObjectRef, options: DeleteOptions = {}): Promise<void> {
    const { propagation, gracePeriodSeconds, uid, resourceVersion, dryRun, signal } = options;
    const preconditions = { ...(uid === undefined ? {} : { uid }), ...(resourceVersion === undefined ? {} : { resourceVersion }) };
    const body = {
      apiVersion: "v1",
      kind: "DeleteOptions",
      ...(propagation === undefined ? {} : { propagationPolicy: propagation }),
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      ...(Object.keys(preconditions).length === 0 ? {} : { preconditions }),
    };
    const query = { dryRun: dryRun === true ? "All" : undefined };
    await this.#transport.request({ method: "DELETE", path: await this.#pathOf(ref, undefined), query, body, signal });
  }

  async #pathOf(ref: ObjectRef, subresource: string | undefined): Promise<string> {
    const resource = await this.#kinds.find(ref);
    requireNamespace(resource, ref.namespace);
    if (ref.name === "") throw invalid(`An object of the kind ${ref.kind} has no name (metadata.name).`);
    return resourcePath(resource, { namespace: ref.namespace, name: ref.name, subresource });
  }

  async #call<T extends KubernetesObject>(request: RequestOptions): Promise<T> {
    const { body } = await this.#transport.request(request);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the caller says what the kind's objects look like
    return body as T;
  }

  async #pages<T extends KubernetesObject>(resource: Resource, path: string, options: ListOptions, pageSize: number | undefined): Promise<ObjectList<T>> {
    const { labelSelector, fieldSelector, limit = Infinity, signal } = options;
    const items: T[] = [];
    let next: string | undefined;
    for (;;) {
      const wanted = Math.min(limit - items.length, pageSize ?? Infinity);
      const query = { labelSelector, fieldSelector, limit: Number.isFinite(wanted) ? wanted : undefined, continue: next };
      const { body } = await this.#transport.request({ method: "GET", path, query, signal });
      const page = isRecord(body) ? body : {};
      for (const item of recordsOf(page["items"])) items.push(typed<T>(item, resource));
      const metadata = isRecord(page["metadata"]) ? page["metadata"] : {};
      next = stringOf(metadata["continue"]) || undefined;
      if (next === undefined || items.length >= limit) return { items, resourceVersion: stringOf(metadata["resourceVersion"]) };
    }
  }
}

function refOf({ apiVersion = "", kind = "", metadata }: KubernetesObject): ObjectRef {
  return { apiVersion, kind, name: metadata?.name ?? "", namespace: metadata?.namespace };
}

function requireNamespace({ namespaced, kind }: Resource, namespace: string | undefined): void {
  if (!namespaced || (namespace !== undefined && namespace !== "")) return;
  throw invalid(`Objects of the kind ${kind} are in namespaces: say in which one (metadata.namespace, or namespace beside the name).`);
}

function invalid(message: string): InvalidError {
  return new InvalidError("KUBE_INVALID", message, { status: 422, reason: "Invalid" });
}

interface Writing {
  readonly body: unknown;
  readonly query: Query;
  readonly signal: AbortSignal | undefined;
}

function writing(body: unknown, { dryRun, fieldManager, signal }: WriteOptions): Writing {
  return { body, query: { dryRun: dryRun === true ? "All" : undefined, fieldManager }, signal };
}

/** Items of lists of built-in kinds do not say what they are. */
function typed<T extends KubernetesObject>(item: Readonly<Record<string, unknown>>, resource: Resource): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the caller says what the kind's objects look like
  return { apiVersion: apiVersionOf(resource), kind: resource.kind, ...item } as unknown as T;
}
