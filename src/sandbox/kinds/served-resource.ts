import { type ApiObject, type Draft, draftOf, sealDraft, storageKey } from "../api/object.js";
import { sortFields } from "../json/json.js";
import { applyDefaults } from "../schema/default.js";
import { prune } from "../schema/prune.js";
import type { KindStorage } from "../storage/kind-storage.js";
import { type Kind, type KindVersion } from "./kind.js";

/** One version of a kind as it is served: what a path like `/apis/group/version/plural` leads to. */
export class ServedResource {
  readonly kind: Kind;
  readonly version: KindVersion;
  readonly storage: KindStorage;
  readonly apiVersion: string;
  /** Objects of the store as they look in this version. */
  readonly #views = new WeakMap<ApiObject, ApiObject>();

  constructor(kind: Kind, version: KindVersion, storage: KindStorage) {
    this.kind = kind;
    this.version = version;
    this.storage = storage;
    this.apiVersion = kind.group === "" ? version.name : `${kind.group}/${version.name}`;
  }

  get storageApiVersion(): string {
    return this.kind.group === ""
      ? this.kind.storageVersion
      : `${this.kind.group}/${this.kind.storageVersion}`;
  }

  key(namespace: string | undefined, name: string): string {
    return storageKey(this.kind.namespaced ? (namespace ?? "") : undefined, name);
  }

  /** A stored object as this version shows it: converted, pruned, with its defaults. */
  view(object: ApiObject): ApiObject {
    const known = this.#views.get(object);
    if (known !== undefined) return known;
    const view = this.#makeView(object);
    this.#views.set(object, view);
    return view;
  }

  /** Puts a draft of this version into the store, and returns it as this version shows it. */
  write(key: string, draft: Draft): ApiObject {
    const { storedAs, custom } = this.kind;
    const ordered = custom ? draftOf(sortFields(draft)) : draft;
    const stored =
      storedAs === undefined
        ? { ...ordered, apiVersion: this.storageApiVersion }
        : storedAs.toStorage(ordered);
    const isOwnView = storedAs === undefined && this.apiVersion === this.storageApiVersion;
    const object = this.storage.put(key, stored, (sealed) => {
      // What this version has just pruned and completed needs no second look.
      if (isOwnView) this.#views.set(sealed, sealed);
    });
    return this.view(object);
  }

  #makeView(object: ApiObject): ApiObject {
    if (this.kind.storedAs !== undefined) return sealDraft(this.kind.storedAs.fromStorage(object));
    const { schema } = this.version;
    if (schema === undefined)
      return object.apiVersion === this.apiVersion
        ? object
        : sealDraft({ ...draftOf(object), apiVersion: this.apiVersion });
    const draft = { ...draftOf(object), apiVersion: this.apiVersion };
    let changed = object.apiVersion !== this.apiVersion;
    prune(draft, schema, () => {
      changed = true;
    });
    const before = JSON.stringify(draft);
    applyDefaults(draft, schema);
    changed ||= before !== JSON.stringify(draft);
    return changed ? sealDraft(draft) : object;
  }
}
