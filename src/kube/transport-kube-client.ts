import { describeObject } from "../resources/kubernetes-object.js";
import type { KubernetesObject, ObjectShape } from "../resources/kubernetes-object.js";
import { isRecord } from "../resources/json.js";
import { apiVersionOf, resourcePath } from "../resources/resource.js";
import { ExpiredError, InvalidError, KubeApiError } from "./errors.js";
import type { Discovery } from "./discovery.js";
import { KindFinder } from "./kind-finder.js";
import type { AddressedKind } from "./kind-finder.js";
import { KubeClient } from "./kube-client.js";
import type {
  ApplyOptions,
  CallOptions,
  CreateOptions,
  DeleteOptions,
  KindRef,
  ListOptions,
  ObjectList,
  ObjectRef,
  ObjectToSend,
  PatchOptions,
  WriteOptions,
} from "./kube-client.js";
import { records, text } from "./loose-json.js";
import type { Transport } from "./transport.js";
import type { Query, RequestOptions } from "./transport-options.js";

const PATCH_TYPES = {
  merge: "application/merge-patch+json",
  json: "application/json-patch+json",
  strategic: "application/strategic-merge-patch+json",
} as const;

/** JSON is YAML; the API server has no JSON form of this type. */
const APPLY_TYPE = "application/apply-patch+yaml";
const FIELD_MANAGER = "kephale";
const PAGE_SIZE = 500;

/** How often a list begins anew because its pages expired on the way. */
const LIST_TRIES = 3;

/** What a client needs. */
export interface TransportKubeClientOptions {
  readonly transport: Transport;
  readonly discovery: Discovery;
}

/** The client over the operator's own transport. */
export class TransportKubeClient extends KubeClient {
  readonly #transport: Transport;
  readonly #kinds: KindFinder;

  constructor(options: TransportKubeClientOptions) {
    super();
    this.#transport = options.transport;
    this.#kinds = new KindFinder(options.discovery);
  }

  async get<Type extends ObjectShape = KubernetesObject>(
    ref: ObjectRef<Type>,
    options: CallOptions = {},
  ): Promise<Type> {
    return this.#send<Type>({ method: "GET", path: await this.#pathOf(ref, options) }, options);
  }

  async list<Type extends ObjectShape = KubernetesObject>(
    kind: KindRef<Type>,
    options: ListOptions = {},
  ): Promise<ObjectList<Type>> {
    const found = await this.#kinds.find(kind, options.signal);
    for (let tries = 1; ; tries++) {
      try {
        return await this.#pages<Type>(found, options);
      } catch (error) {
        if (!(error instanceof ExpiredError) || tries >= LIST_TRIES) throw error;
      }
    }
  }

  async create<Type extends ObjectShape>(
    object: ObjectToSend<Type>,
    options: CreateOptions = {},
  ): Promise<Type> {
    const kind = await this.#kinds.find(object, options.signal);
    const path = resourcePath(kind, {
      namespace: namespaceFor(kind, object.metadata?.namespace, object.metadata?.name),
    });
    return this.#send<Type>(
      { method: "POST", path, query: changeQuery(options), body: object },
      options,
    );
  }

  async replace<Type extends ObjectShape>(
    object: ObjectToSend<Type>,
    options: WriteOptions = {},
  ): Promise<Type> {
    const path = await this.#pathOf(refOf(object), options);
    return this.#send<Type>(
      { method: "PUT", path, query: changeQuery(options), body: object },
      options,
    );
  }

  async patch<Type extends ObjectShape = KubernetesObject>(
    ref: ObjectRef<Type>,
    patch: object,
    options: PatchOptions = {},
  ): Promise<Type> {
    const path = await this.#pathOf(ref, options);
    const contentType = PATCH_TYPES[options.type ?? "merge"];
    return this.#send<Type>(
      { method: "PATCH", path, query: changeQuery(options), body: patch, contentType },
      options,
    );
  }

  async apply<Type extends ObjectShape>(
    object: ObjectToSend<Type>,
    options: ApplyOptions = {},
  ): Promise<Type> {
    const path = await this.#pathOf(refOf(object), options);
    const query = { fieldManager: FIELD_MANAGER, ...changeQuery(options), force: options.force };
    return this.#send<Type>(
      { method: "PATCH", path, query, body: object, contentType: APPLY_TYPE },
      options,
    );
  }

  async delete(ref: ObjectRef, options: DeleteOptions = {}): Promise<void> {
    const { propagationPolicy, gracePeriodSeconds, preconditions, dryRun } = options;
    const given = {
      propagationPolicy,
      gracePeriodSeconds,
      preconditions,
      dryRun: dryRun === true ? ["All"] : undefined,
    };
    const body = { apiVersion: "v1", kind: "DeleteOptions", ...given };
    await this.#send({ method: "DELETE", path: await this.#pathOf(ref, options), body }, options);
  }

  async #pages<Type extends ObjectShape>(
    kind: AddressedKind,
    options: ListOptions,
  ): Promise<ObjectList<Type>> {
    const { labelSelector, fieldSelector, limit = PAGE_SIZE } = options;
    const path = resourcePath(kind, { namespace: kind.namespaced ? options.namespace : undefined });
    const items: Type[] = [];
    let token = "";
    for (;;) {
      const query = { labelSelector, fieldSelector, limit, continue: token || undefined };
      const page = await this.#send<KubernetesObject>({ method: "GET", path, query }, options);
      for (const item of itemsOf<Type>(page, kind)) items.push(item);
      token = text(page.metadata?.["continue"]);
      if (token === "") return { items, resourceVersion: text(page.metadata?.resourceVersion) };
    }
  }

  async #pathOf(
    ref: ObjectRef<object>,
    { signal, subresource }: CallOptions & Pick<WriteOptions, "subresource">,
  ): Promise<string> {
    const kind = await this.#kinds.find(kindOf(ref), signal);
    return resourcePath(kind, {
      namespace: namespaceFor(kind, ref.namespace, ref.name),
      name: ref.name,
      subresource,
    });
  }

  async #send<Type extends ObjectShape>(
    request: RequestOptions,
    options: CallOptions,
  ): Promise<Type> {
    const { body, status } = await this.#transport.request(
      options.signal === undefined ? request : { ...request, signal: options.signal },
    );
    if (!isRecord(body)) {
      throw new KubeApiError(
        `${request.method} ${request.path} was answered with no object. Check proxies on the way.`,
        { status },
      );
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type is the caller's statement about the kind
    return body as unknown as Type;
  }
}

function kindOf(ref: ObjectRef<object>): KindRef<object> {
  return "apiVersion" in ref ? { apiVersion: ref.apiVersion, kind: ref.kind } : ref.kind;
}

function refOf(object: ObjectToSend<ObjectShape>): ObjectRef {
  const { apiVersion, kind, metadata } = object;
  if (metadata?.name === undefined) throw invalid(`A ${kind} to be written has no metadata.name.`);
  return { apiVersion, kind, name: metadata.name, namespace: metadata.namespace };
}

function namespaceFor(
  kind: AddressedKind,
  namespace: string | undefined,
  name: string | undefined,
): string | undefined {
  if (!kind.namespaced) return undefined;
  if (namespace !== undefined && namespace !== "") return namespace;
  throw invalid(
    `${describeObject(kind.kind, undefined, name ?? "")} needs a namespace: the kind is namespaced. Name one.`,
  );
}

function invalid(message: string): InvalidError {
  return new InvalidError(message, { status: 422, reason: "Invalid" });
}

function changeQuery(options: CreateOptions): Query {
  const query: Record<string, string> = {};
  if (options.dryRun === true) query["dryRun"] = "All";
  if (options.fieldManager !== undefined) query["fieldManager"] = options.fieldManager;
  return query;
}

/** The items of a list, which leave out what the list says for all of them. */
function itemsOf<Type>(page: KubernetesObject, kind: AddressedKind): readonly Type[] {
  const known = { apiVersion: apiVersionOf(kind), kind: kind.kind };
  const items = records(page["items"]).map((item) => Object.assign({}, known, item));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type is the caller's statement about the kind
  return items as unknown as readonly Type[];
}
