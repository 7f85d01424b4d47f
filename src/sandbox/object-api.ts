import { badRequest } from "./api/failures.js";
import { type ApiObject, draftOf } from "./api/object.js";
import { failure } from "./api/status.js";
import type { ClusterState } from "./state.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import type { ServedResource } from "./kinds/served-resource.js";
import { applyMergePatch } from "./patching/merge-patch.js";
import { createObject } from "./verbs/create.js";
import { deleteObject } from "./verbs/delete.js";
import type { DeleteOptions } from "./verbs/delete-options.js";
import { listObjects } from "./verbs/list.js";
import { readListOptions, readSelection } from "./verbs/list-options.js";
import { updateObject } from "./verbs/update.js";
import { PLAIN_WRITE } from "./verbs/write-options.js";

/** Which object is meant. Every object that the sandbox has returned is such a reference. */
export interface ObjectRef {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** `Pod`. */
  readonly kind: string;
  /** Default: the namespace `default`, for kinds that are in namespaces. */
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Which objects are meant. */
export interface ListRef {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** `Pod`. */
  readonly kind: string;
  /** Default: all namespaces. */
  readonly namespace?: string;
  /** `"app=web,tier!=cache"`. @defaultValue all */
  readonly labelSelector?: string;
  /** `"metadata.name=a"`. @defaultValue all */
  readonly fieldSelector?: string;
}

const DEFAULT_NAMESPACE = "default";

/** Reads and writes objects without HTTP, through the same checks. */
export class ObjectApi {
  readonly #cluster: ClusterState;

  constructor(cluster: ClusterState) {
    this.#cluster = cluster;
  }

  create(object: KubernetesObject): ApiObject {
    const served = this.#served(object.apiVersion, object.kind);
    const namespace = namespaceOf(served, object.metadata?.namespace);
    return createObject(this.#cluster, { served, namespace }, object, PLAIN_WRITE());
  }

  get(ref: ObjectRef): ApiObject | undefined {
    const served = this.#served(ref.apiVersion, ref.kind);
    const object = served.storage.get(
      served.key(namespaceOf(served, ref.metadata.namespace), ref.metadata.name),
    );
    return object === undefined ? undefined : served.view(object);
  }

  list(ref: ListRef): readonly ApiObject[] {
    const served = this.#served(ref.apiVersion, ref.kind);
    const query = new URLSearchParams();
    if (ref.labelSelector !== undefined) query.set("labelSelector", ref.labelSelector);
    if (ref.fieldSelector !== undefined) query.set("fieldSelector", ref.fieldSelector);
    const selection = readSelection(query, served);
    return listObjects(this.#cluster, served, ref.namespace, {
      selection,
      options: readListOptions(query, false),
    }).items;
  }

  patch(ref: ObjectRef, mergePatch: object, subresource?: "status"): ApiObject {
    const served = this.#served(ref.apiVersion, ref.kind);
    const next = (current: ApiObject): ReturnType<typeof draftOf> =>
      draftOf(applyMergePatch(current, mergePatch));
    return updateObject(
      this.#target(served, ref, subresource),
      { next, unknown: () => undefined },
      PLAIN_WRITE(),
    );
  }

  replace(object: ObjectRef & KubernetesObject, subresource?: "status"): ApiObject {
    const served = this.#served(object.apiVersion, object.kind);
    const change = { next: () => draftOf(object), unknown: () => undefined, whole: true };
    return updateObject(this.#target(served, object, subresource), change, PLAIN_WRITE());
  }

  delete(ref: ObjectRef, options: DeleteOptions): ApiObject | undefined {
    const served = this.#served(ref.apiVersion, ref.kind);
    const target = {
      served,
      namespace: namespaceOf(served, ref.metadata.namespace),
      name: ref.metadata.name,
    };
    return deleteObject(this.#cluster, target, options).remaining;
  }

  /** Makes an object, or merges it into the one that is there. */
  apply(object: KubernetesObject): ApiObject {
    const { apiVersion = "", kind = "", metadata } = object;
    const name = metadata?.name;
    if (name === undefined) return this.create(object);
    const namespace = metadata?.namespace;
    const ref = {
      apiVersion,
      kind,
      metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    };
    if (this.get(ref) === undefined) return this.create(object);
    const { status: _status, ...content } = object;
    return this.patch(ref, content);
  }

  #served(apiVersion: string | undefined, kind: string | undefined): ServedResource {
    const served = this.#cluster.catalog.forObject(apiVersion ?? "", kind ?? "");
    if (served !== undefined) return served;
    if (apiVersion === undefined || kind === undefined)
      throw badRequest("the object needs apiVersion and kind");
    throw failure(
      404,
      `no kind ${kind} is served in ${apiVersion}; create its CustomResourceDefinition first`,
      { reason: "NotFound" },
    );
  }

  #target(
    served: ServedResource,
    ref: ObjectRef,
    subresource: "status" | undefined,
  ): Parameters<typeof updateObject>[0] {
    const { name, namespace } = ref.metadata;
    return { served, namespace: namespaceOf(served, namespace), name, subresource };
  }
}

function namespaceOf(served: ServedResource, namespace: string | undefined): string | undefined {
  return served.kind.namespaced ? (namespace ?? DEFAULT_NAMESPACE) : undefined;
}
