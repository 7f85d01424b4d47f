import { draftOf } from "./api/object.js";
import type { Background } from "./background.js";
import type { ClusterState } from "./state.js";
import type { ServedResource } from "./kinds/served-resource.js";
import type { KindStorage } from "./storage/kind-storage.js";
import { deleteObject } from "./verbs/delete.js";

/** Namespaces that every cluster has from the start. */
export const FIRST_NAMESPACES = [
  "default",
  "kube-node-lease",
  "kube-public",
  "kube-system",
] as const;

/** Empties namespaces from now on when they are deleted. */
export function startNamespaceController(cluster: ClusterState, background: Background): void {
  const controller = new NamespaceController(cluster, background);
  cluster.namespaces.storage.listen(({ type, key, object }) => {
    if (type !== "DELETED" && object.metadata.deletionTimestamp !== undefined)
      background.add(() => controller.empty(key));
  });
}

/** Empties namespaces that are to be deleted, and lets them go when nothing is left in them. */
class NamespaceController {
  readonly #cluster: ClusterState;
  readonly #background: Background;
  /** Storages whose deletions are listened to, and for which namespaces. */
  readonly #heard = new WeakMap<KindStorage, Set<string>>();

  constructor(cluster: ClusterState, background: Background) {
    this.#cluster = cluster;
    this.#background = background;
  }

  #contents(): ServedResource[] {
    const byStorage = new Map<KindStorage, ServedResource>();
    for (const served of this.#cluster.catalog.served()) {
      if (
        served.kind.namespaced &&
        served.kind.storedAs === undefined &&
        !byStorage.has(served.storage)
      )
        byStorage.set(served.storage, served);
    }
    return [...byStorage.values()];
  }

  empty(namespace: string): void {
    const object = this.#cluster.namespaces.storage.get(namespace);
    if (object?.metadata.deletionTimestamp === undefined) return;
    const holding = this.#contents().filter((served) => !this.#emptied(served, namespace));
    for (const { storage } of holding) this.#retryWhenGone(storage, namespace);
    if (holding.length === 0) this.#release(namespace);
  }

  /** Deletes the objects of a kind in a namespace; tells whether all are gone. */
  #emptied(served: ServedResource, namespace: string): boolean {
    let gone = true;
    for (const { metadata } of served.storage.all(`${namespace}/`)) {
      const target = { served, namespace, name: metadata.name };
      const { remaining } = deleteObject(this.#cluster, target, { gracePeriodSeconds: 0 });
      gone &&= remaining === undefined;
    }
    return gone;
  }

  /** Looks again as soon as something that held out is gone. */
  #retryWhenGone(storage: KindStorage, namespace: string): void {
    const heard = this.#heard.get(storage) ?? new Set<string>();
    if (heard.has(namespace)) return;
    this.#heard.set(storage, heard.add(namespace));
    const ignore = storage.listen(({ type, key }) => {
      if (type !== "DELETED" || !key.startsWith(`${namespace}/`)) return;
      ignore();
      heard.delete(namespace);
      this.#background.add(() => this.empty(namespace));
    });
  }

  #release(namespace: string): void {
    const object = this.#cluster.namespaces.storage.get(namespace);
    if (object === undefined) return;
    if ((object.metadata.finalizers ?? []).length === 0) {
      this.#cluster.namespaces.storage.remove(namespace);
      return;
    }
    const draft = draftOf({ ...object, spec: { finalizers: [] } });
    if (JSON.stringify(object["spec"]) !== JSON.stringify(draft["spec"]))
      this.#cluster.namespaces.write(namespace, draft);
  }
}
