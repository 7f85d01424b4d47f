import type { Reads } from "../../definitions/value-names.js";
import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import type { TrackedObject } from "./tracked-object.js";

/** A part of the engine that does something for each object beside its event handlers. */
export interface Aspect {
  /** What it has to know of an object between events. */
  readonly keeps: Reads;
  /** Whether each batch of events matters to it, or only that an object appears and goes. */
  readonly settles: boolean;
  /** The object is seen for the first time; called before its first event's handlers end. */
  appeared(object: TrackedObject): void;
  /** A batch of events was handled; `object.latest` is the last state. Only called if `settles`. */
  settled(object: TrackedObject): void;
  /** A handler's changes were sent at a moment of the monotonic clock; `body` is the object as the server answered. */
  wrote(object: TrackedObject, body: KubernetesObject, sinceMs: number): void;
  /** The object is gone, or not served any more. The result resolves when nothing of it runs any more. */
  vanished(object: TrackedObject): Promise<void> | undefined;
}
