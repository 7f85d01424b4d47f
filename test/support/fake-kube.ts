import {
  type CallOptions,
  KubeClient,
  type NamedObjectRef,
  type ObjectList,
  type ObjectRef,
  type PatchOptions,
} from "../../src/kube/kube-client.js";
import { isRecord } from "../../src/resources/json.js";
import type { KubernetesObject, ObjectShape } from "../../src/resources/kubernetes-object.js";
import { ConflictError, NotFoundError } from "../../src/kube/errors.js";

/** A patch as it was asked for. */
export interface SeenPatch {
  readonly name: string;
  readonly patch: Readonly<Record<string, unknown>>;
  readonly subresource: string | undefined;
}

/** Keeps objects and applies merge patches to them, with versions and conflicts as a server has them; nothing else. */
export class FakeKube extends KubeClient {
  readonly objects = new Map<string, KubernetesObject>();
  readonly patches: SeenPatch[] = [];
  gets = 0;
  /** Called when a patch comes in, before anything is done: may fail it, or change the object. */
  beforePatch: (patch: SeenPatch) => void | Promise<void> = () => undefined;
  /** Called when a patch was done, before it is answered. */
  afterPatch: (object: KubernetesObject) => void | Promise<void> = () => undefined;
  #version = 1000;

  put(object: KubernetesObject): KubernetesObject {
    const metadata = { ...object.metadata, resourceVersion: String(++this.#version) };
    const stored = { ...object, metadata };
    this.objects.set(metadata.name ?? "", stored);
    return stored;
  }

  async get<Type extends ObjectShape>(ref: ObjectRef<Type>, _options?: CallOptions): Promise<Type> {
    this.gets++;
    await Promise.resolve();
    return this.#stored(ref) as ObjectShape as Type;
  }

  async patch<Type extends ObjectShape>(
    ref: ObjectRef<Type>,
    patch: object,
    { subresource }: PatchOptions = {},
  ): Promise<Type> {
    const seen = { name: ref.name, patch: patch as Record<string, unknown>, subresource };
    this.patches.push(seen);
    await this.beforePatch(seen);
    const stored = this.#stored(ref);
    const wanted = isRecord(seen.patch["metadata"])
      ? seen.patch["metadata"]["resourceVersion"]
      : undefined;
    if (wanted !== undefined && wanted !== stored.metadata?.resourceVersion) {
      throw new ConflictError("The object has been modified.", { status: 409, reason: "Conflict" });
    }
    const patched = this.put(merged(stored, seen.patch) as KubernetesObject);
    await this.afterPatch(patched);
    return patched as ObjectShape as Type;
  }

  async list<Type extends ObjectShape>(): Promise<ObjectList<Type>> {
    return Promise.reject(new Error("FakeKube does not list."));
  }

  async create<Type extends ObjectShape>(): Promise<Type> {
    return Promise.reject(new Error("FakeKube does not create."));
  }

  async replace<Type extends ObjectShape>(): Promise<Type> {
    return Promise.reject(new Error("FakeKube does not replace."));
  }

  async apply<Type extends ObjectShape>(): Promise<Type> {
    return Promise.reject(new Error("FakeKube does not apply."));
  }

  async delete(): Promise<void> {
    return Promise.reject(new Error("FakeKube does not delete."));
  }

  #stored(ref: Pick<NamedObjectRef, "name">): KubernetesObject {
    const stored = this.objects.get(ref.name);
    if (stored === undefined)
      throw new NotFoundError(`There is no ${ref.name}.`, { status: 404, reason: "NotFound" });
    return stored;
  }
}

function merged(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}
