import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import { Patch } from "../../resources/patch.js";

/** What the handlers of one batch, or one run of a timer, want changed on their object. */
export class ObjectChanges {
  readonly patch = new Patch();
  readonly #results: [id: string, result: unknown][] = [];

  /** The newest body that a handler was called for, where all of it is known: what it has already is not sent. */
  basis: (() => KubernetesObject) | undefined;

  /** A handler's result: it goes to `status.<id>`. */
  addResult(id: string, result: unknown): void {
    this.#results.push([id, result]);
  }

  /** The object as the handlers saw it, where all of it is known. */
  get known(): KubernetesObject | undefined {
    return this.basis?.();
  }

  get results(): readonly (readonly [id: string, result: unknown])[] {
    return this.#results;
  }

  /** Whether there is anything to send. Handlers that only looked at the patch leave it empty. */
  get isEmpty(): boolean {
    return (
      this.#results.length === 0 &&
      this.patch.transformations.length === 0 &&
      this.patch.mergePatch() === undefined
    );
  }
}
