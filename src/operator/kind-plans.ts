import type { HandlerDefinition } from "../definitions/definitions.js";
import type { Aspect } from "../engine/loop/aspect.js";
import type { BoundHandler } from "../engine/loop/bound-handler.js";
import { buildPlan } from "../engine/loop/build-plan.js";
import type { EngineParts } from "../engine/loop/engine-parts.js";
import type { TimerRunner } from "../engine/timing/timer-runner.js";
import { Timers } from "../engine/timing/timers.js";
import type { SelectedKind } from "../engine/watching/kind-selection.js";
import type { ServedKind } from "../engine/watching/served-streams.js";
import { jsonEqual } from "../resources/json.js";
import { resourceKey, type Resource } from "../resources/resource.js";

interface Planned extends SelectedKind {
  readonly served: ServedKind;
}

/** The plans of the kinds that were served so far. A kind gets another one only when what it was made of has changed. */
export class KindPlans {
  readonly #engine: EngineParts;
  readonly #runner: TimerRunner;
  readonly #known = new Map<string, Planned>();

  constructor(engine: EngineParts, runner: TimerRunner) {
    this.#engine = engine;
    this.#runner = runner;
  }

  planned(selected: SelectedKind): ServedKind {
    const { resource, handlers } = selected;
    const key = resourceKey(resource);
    const known = this.#known.get(key);
    if (
      known !== undefined &&
      isServedAlike(known.resource, resource) &&
      areSame(known.handlers, handlers)
    )
      return known.served;
    const plan = buildPlan({
      resource,
      eventHandlers: ofFamily("event", handlers),
      aspects: this.#aspects(handlers, known),
      metadataOnly: this.#engine.settings.watching.metadataOnly,
    });
    const served = { resource, plan };
    this.#known.set(key, { resource, handlers, served });
    return served;
  }

  /** The same for the same timers. A kind that has lost its last one still needs what ends it. */
  #aspects(handlers: readonly BoundHandler[], known: Planned | undefined): readonly Aspect[] {
    const timers = ofFamily("timer", handlers);
    const before = known?.served.plan.aspects ?? [];
    if (areSame(timers, ofFamily("timer", known?.handlers ?? []))) return before;
    return [new Timers(this.#engine, this.#runner, timers)];
  }
}

function ofFamily(
  family: HandlerDefinition["family"],
  handlers: readonly BoundHandler[],
): readonly BoundHandler[] {
  return handlers.filter(({ definition }) => definition.family === family);
}

/** Whether all is the same that a plan takes from a resource; its short names, for example, may change. */
function isServedAlike(one: Resource, other: Resource): boolean {
  return (
    one.kind === other.kind &&
    one.namespaced === other.namespaced &&
    jsonEqual(one.subresources, other.subresources)
  );
}

function areSame(some: readonly BoundHandler[], others: readonly BoundHandler[]): boolean {
  return some.length === others.length && some.every((handler, index) => handler === others[index]);
}
