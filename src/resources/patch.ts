import type { DeepMutable } from "./deep-readonly.js";
import type { KubernetesObject } from "./kubernetes-object.js";
import { isRecord, mergeInto } from "./json.js";
import { SDK_CLASS, THIS_COPY } from "../support/sdk-class.js";

/** Changes an object in place; called again with the fresh object after a conflict. */
export type Transformation<Type> = (object: DeepMutable<Type>) => void;

/** A stanza to assign into: a value replaces, `null` removes. */
export type Stanza = Record<string, unknown>;

/** Metadata to assign into. */
export interface MetadataStanza extends Stanza {
  /** Labels to set, or to remove with `null`. */
  readonly labels: Record<string, string | null>;
  /** Annotations to set, or to remove with `null`. */
  readonly annotations: Record<string, string | null>;
}

/**
 * What a handler wants changed on its object. It is sent once, after the handlers of the event; nothing is sent if it is empty.
 *
 * @example
 * ```ts
 * @OnEvent("KopfExample")
 * seen(patch: Patch<KopfExample>): void {
 *   patch.metadata.labels["seen"] = "yes";
 *   patch.status["phase"] = "Ready";
 *   patch.merge({ spec: { replicas: 3 } });
 *   patch.transform((object) => { object.spec.items.push("one more"); });
 * }
 * ```
 */
export class Patch<Type = KubernetesObject> {
  /** @internal */
  static readonly [SDK_CLASS] = THIS_COPY;

  readonly #root: Stanza = {};
  readonly #transformations: Transformation<Type>[] = [];
  /** Stanzas that were looked at, with what they stand in for as long as nothing is assigned: a removal, for example. */
  readonly #looked = new Map<unknown, unknown>();

  /** `spec` to assign into. */
  get spec(): Stanza {
    return this.#stanza(this.#root, "spec");
  }

  /** `status` to assign into; sent to the status subresource where there is one. */
  get status(): Stanza {
    return this.#stanza(this.#root, "status");
  }

  /** `metadata.labels` and `metadata.annotations` to assign into, and the rest of the metadata. */
  get metadata(): MetadataStanza {
    const metadata = this.#stanza(this.#root, "metadata");
    this.#stanza(metadata, "labels");
    this.#stanza(metadata, "annotations");
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the two lines above make it one
    return metadata as MetadataStanza;
  }

  /** Adds a copy of a JSON merge patch. */
  merge(patch: Readonly<Record<string, unknown>>): void {
    mergeInto(this.#root, patch);
  }

  /** Adds a function that changes the fresh object: for lists, counters and whatever depends on what is there. */
  transform(transformation: Transformation<Type>): void {
    this.#transformations.push(transformation);
  }

  /** @internal The functions added by `transform`. */
  get transformations(): readonly Transformation<Type>[] {
    return this.#transformations;
  }

  /** @internal The merge patch without stanzas that were only looked at; `undefined` if nothing is left. */
  mergePatch(): Readonly<Record<string, unknown>> | undefined {
    const kept = this.#withoutEmpty(this.#root);
    return Object.keys(kept).length === 0 ? undefined : kept;
  }

  /** The record without stanzas into which nothing was assigned. */
  #withoutEmpty(record: Readonly<Stanza>): Stanza {
    const kept: Stanza = {};
    for (const [key, value] of Object.entries(record)) {
      // Metadata that came by `merge` may hold stanzas that were looked at.
      const isStanza = isRecord(value) && (this.#looked.has(value) || key === "metadata");
      const assigned = isStanza ? this.#withoutEmpty(value) : value;
      const isEmpty = isStanza && isRecord(assigned) && Object.keys(assigned).length === 0;
      const meant = isEmpty ? this.#looked.get(value) : assigned;
      if (meant !== undefined) kept[key] = meant;
    }
    return kept;
  }

  #stanza(parent: Stanza, key: string): Stanza {
    const present = parent[key];
    if (isRecord(present)) return present;
    const created: Stanza = {};
    this.#looked.set(created, present);
    parent[key] = created;
    return created;
  }
}
