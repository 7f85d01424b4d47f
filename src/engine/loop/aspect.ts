import type { Reads } from "../../definitions/value-names.js";
import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import type { KeptBody } from "./kept-body.js";
import type { TrackedObject } from "./tracked-object.js";

/** A merge patch that an operator has sent for one of its handlers. */
export interface Writing {
  readonly patch: Readonly<Record<string, unknown>>;
  /** When it was sent, on the monotonic clock. */
  readonly sinceMs: number;
  /** What was kept of the object then. */
  readonly before: KeptBody | undefined;
  /** The object as the server answered; it has in it what others have changed meanwhile. */
  readonly answer: KubernetesObject;
}

/** A part of the engine that does something for each object beside its event handlers. */
export interface Aspect {
  /** What it has to know of an object between events. */
  readonly keeps: Reads;
  /** Whether each batch of events matters to it, or only that an object appears and goes. */
  readonly settles: boolean;
  /** The object is seen for the first time; called before its first event's handlers end. */
  appeared(object: TrackedObject): void;
  /** The kind has another plan, with this aspect: what runs for the object is to be what runs by that plan. */
  adopted(object: TrackedObject): void;
  /** A batch of events was handled; `object.latest` is the last state. Only called if `settles`. */
  settled(object: TrackedObject): void;
  /** The server has made the changes that a handler asked for. */
  wrote(object: TrackedObject, writing: Writing): void;
  /** The object is gone, or not served any more. The result resolves when nothing of it runs any more. */
  vanished(object: TrackedObject): Promise<void> | undefined;
}
