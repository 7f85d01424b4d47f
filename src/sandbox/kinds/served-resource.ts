import { type ApiObject, type Draft, draftOf, sealDraft, storageKey } from "../api/object.js";
import { sortFields } from "../json/json.js";
import { applyDefaults } from "../schema/default.js";
import { prune } from "../schema/prune.js";
import type { Schema } from "../schema/schema.js";
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

  /** A stored object as this version shows it: with the defaults of the stored version, converted and pruned. */
  view(object: ApiObject): ApiObject {
    const known = this.#views.get(object);
    if (known !== undefined) return known;
    const view = this.#makeView(object);
    this.#views.set(object, view);
    return view;
  }

  /** Puts a draft of this version into the store, and returns it as this version shows it. */
  write(key: string, draft: Draft): ApiObject {
    const ordered = this.kind.custom ? draftOf(sortFields(draft)) : draft;
    const object = this.storage.put(key, this.#toStorage(ordered), (sealed) => {
      // What this version has just pruned and completed needs no second look.
      if (this.#isStored) this.#views.set(sealed, sealed);
    });
    return this.view(object);
  }

  /** Whether objects are kept in this version of this kind. */
  get #isStored(): boolean {
    return this.kind.storedAs === undefined && this.apiVersion === this.storageApiVersion;
  }

  /** As on a real server, what the stored version does not know is lost. */
  #toStorage(draft: Draft): Draft {
    if (this.kind.storedAs !== undefined) return this.kind.storedAs.toStorage(draft);
    const stored = { ...draft, apiVersion: this.storageApiVersion };
    const schema = this.#isStored ? undefined : this.#schemaOf(stored.apiVersion);
    if (schema !== undefined) prune(stored, schema, () => undefined);
    return stored;
  }

  /** The schema of the version that an object was stored in, which need not be the one of today. */
  #schemaOf(apiVersion: string): Schema | undefined {
    const { versions, storageVersion } = this.kind;
    const name = apiVersion.split("/").at(-1);
    const version =
      versions.find((candidate) => candidate.name === name) ??
      versions.find((candidate) => candidate.name === storageVersion);
    return version?.schema;
  }

  #makeView(object: ApiObject): ApiObject {
    if (this.kind.storedAs !== undefined) return sealDraft(this.kind.storedAs.fromStorage(object));
    const schema = this.#schemaOf(object.apiVersion);
    if (schema === undefined)
      return object.apiVersion === this.apiVersion
        ? object
        : sealDraft({ ...draftOf(object), apiVersion: this.apiVersion });
    const draft = { ...draftOf(object), apiVersion: this.apiVersion };
    const isConverted = object.apiVersion !== this.apiVersion;
    let changed = isConverted;
    const note = (): void => {
      changed = true;
    };
    prune(draft, schema, note);
    const before = JSON.stringify(draft);
    applyDefaults(draft, schema);
    changed ||= before !== JSON.stringify(draft);
    if (isConverted && this.version.schema !== undefined) prune(draft, this.version.schema, note);
    return changed ? sealDraft(draft) : object;
  }
}
