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
  /** Storages whose deletions are listened to while some namespace terminates. */
  readonly #heard = new WeakSet<KindStorage>();

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
    let left = 0;
    for (const served of this.#contents()) {
      for (const inner of served.storage.all(`${namespace}/`)) {
        const { remaining } = deleteObject(
          this.#cluster,
          { served, namespace, name: inner.metadata.name },
          { gracePeriodSeconds: 0 },
        );
        if (remaining !== undefined) left += 1;
      }
      if (left > 0) this.#retryWhenGone(served.storage, namespace);
    }
    if (left === 0) this.#release(namespace);
  }

  /** Looks again as soon as something that held out is gone. */
  #retryWhenGone(storage: KindStorage, namespace: string): void {
    if (this.#heard.has(storage)) return;
    this.#heard.add(storage);
    const ignore = storage.listen(({ type, key }) => {
      if (type !== "DELETED" || !key.startsWith(`${namespace}/`)) return;
      ignore();
      this.#heard.delete(storage);
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
