import type { Reads } from "../../definitions/value-names.js";
import type { Resource } from "../../resources/resource.js";
import type { Aspect } from "./aspect.js";
import type { BoundHandler } from "./bound-handler.js";

/** What is done for the objects of one kind: decided once, when the kind is found. */
export interface KindPlan {
  readonly resource: Resource;
  /** Event handlers that get every event. */
  readonly everyEvent: readonly BoundHandler[];
  /** Event handlers that get the latest event of a batch. */
  readonly latestEvent: readonly BoundHandler[];
  /** What runs beside the event handlers: timers, for example. */
  readonly aspects: readonly Aspect[];
  /** What has to be known of an object between its events. */
  readonly keeps: Reads;
  /** Whether the end of a batch has to know its last event. */
  readonly settles: boolean;
  /** What is asked of the server: whole objects, or their metadata. */
  readonly view: "full" | "metadata";
}
