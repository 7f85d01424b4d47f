import { type Reads, widest } from "../../definitions/value-names.js";
import type { Resource } from "../../resources/resource.js";
import type { Aspect } from "./aspect.js";
import type { BoundHandler } from "./bound-handler.js";
import type { KindPlan } from "./kind-plan.js";

/** What a kind's plan is made of. */
export interface PlanParts {
  readonly resource: Resource;
  readonly eventHandlers: readonly BoundHandler[];
  readonly aspects: readonly Aspect[];
  /** `settings.watching.metadataOnly` */
  readonly metadataOnly: boolean;
}

/** Decides once what is done for the objects of a kind, and how much of them is asked of the server. */
export function buildPlan({ resource, eventHandlers, aspects, metadataOnly }: PlanParts): KindPlan {
  const latestEvent = eventHandlers.filter(({ definition }) => definition.coalesce);
  const demands: readonly Reads[] = [
    ...eventHandlers.map(({ definition }) => definition.reads),
    ...aspects.map(({ keeps }) => keeps),
  ];
  const reads = demands.reduce<Reads>(widest, "nothing");
  return Object.freeze({
    resource,
    everyEvent: eventHandlers.filter(({ definition }) => !definition.coalesce),
    latestEvent,
    aspects,
    keeps: aspects.map(({ keeps }) => keeps).reduce<Reads>(widest, "nothing"),
    settles: latestEvent.length > 0 || aspects.some(({ settles }) => settles),
    view: metadataOnly && reads !== "body" ? "metadata" : "full",
  });
}
