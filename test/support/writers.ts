import type { KubernetesObject } from "kephale";
import type { ClusterClient } from "kephale/testing";

import type { CustomKind } from "./custom-kind.js";

interface ObjectPlace extends KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
}

/** Users who make, edit and delete objects of one kind, each of them one after the other. */
export class Writers {
  readonly #client: ClusterClient;
  readonly #kind: CustomKind;
  readonly #namespace: string;
  #edits = 0;

  constructor(client: ClusterClient, kind: CustomKind, namespace = "default") {
    this.#client = client;
    this.#kind = kind;
    this.#namespace = namespace;
  }

  /** How many edits were made so far. */
  get edits(): number {
    return this.#edits;
  }

  /** Names one object. */
  ref(name: string): ObjectPlace {
    const { apiVersion, kind } = this.#kind;
    return { apiVersion, kind, metadata: { name, namespace: this.#namespace } };
  }

  async create(names: readonly string[]): Promise<void> {
    await each(names, async (name) =>
      this.#client.create({ ...this.ref(name), spec: { edit: 0 } }),
    );
  }

  /** Edits each object so many times; no two edits write the same. */
  async edit(names: readonly string[], times: number): Promise<void> {
    await each(names, async (name) => {
      for (let time = 0; time < times; time++) {
        this.#edits++;
        await this.#client.patch(this.ref(name), { spec: { edit: this.#edits } });
      }
    });
  }

  async delete(names: readonly string[]): Promise<void> {
    await each(names, async (name) => this.#client.delete(this.ref(name)));
  }

  /** Deletes all objects that are there. */
  async clear(): Promise<void> {
    const { apiVersion, kind } = this.#kind;
    const objects = await this.#client.list({ apiVersion, kind, namespace: this.#namespace });
    await this.delete(objects.map(({ metadata }) => metadata.name));
  }
}

async function each(
  names: readonly string[],
  write: (name: string) => Promise<unknown>,
): Promise<void> {
  await Promise.all(names.map(write));
}
