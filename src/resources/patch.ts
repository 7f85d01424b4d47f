import type { KubernetesObject } from "./kubernetes-object.js";
import { isRecord, mergeInto } from "./json.js";
import { SDK_CLASS, THIS_COPY } from "../support/sdk-class.js";

/** Changes an object in place; called again with the fresh object after a conflict. */
export type Transformation<Type> = (object: Type) => void;

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
 * patch.metadata.labels["seen"] = "yes";
 * patch.status.phase = "Ready";
 * patch.merge({ spec: { replicas: 3 } });
 * patch.transform((object) => { object.spec.items.push("one more"); });
 * ```
 */
export class Patch<Type = KubernetesObject> {
  /** @internal */
  static readonly [SDK_CLASS] = THIS_COPY;

  readonly #root: Stanza = {};
  readonly #transformations: Transformation<Type>[] = [];

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

  /** Adds a JSON merge patch. */
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
    const kept = Object.entries(this.#root).flatMap(([key, value]): [string, unknown][] => {
      const stanza =
        key === "metadata" && isRecord(value)
          ? withoutEmpty(value, ["labels", "annotations"])
          : value;
      return isRecord(stanza) && Object.keys(stanza).length === 0 ? [] : [[key, stanza]];
    });
    return kept.length === 0 ? undefined : Object.fromEntries(kept);
  }

  #stanza(parent: Stanza, key: string): Stanza {
    const present = parent[key];
    if (isRecord(present)) return present;
    const created: Stanza = {};
    parent[key] = created;
    return created;
  }
}

function withoutEmpty(record: Readonly<Stanza>, keys: readonly string[]): Stanza {
  return Object.fromEntries(
    Object.entries(record).filter(
      ([key, value]) => !keys.includes(key) || !isRecord(value) || Object.keys(value).length > 0,
    ),
  );
}
