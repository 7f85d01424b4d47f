import { TimerTick } from "../../definitions/contexts.js";
import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import type { BoundHandler } from "../loop/bound-handler.js";
import type { EngineParts } from "../loop/engine-parts.js";
import { ObjectChanges } from "../loop/object-changes.js";
import { TrackedCall } from "../loop/tracked-call.js";
import type { TrackedObject } from "../loop/tracked-object.js";
import type { TimerTask } from "./timer-task.js";

/** One run of a timer. The object is the one that was seen last when the handler asks. */
export class TimerCall extends TrackedCall {
  readonly #task: TimerTask;
  readonly retry: number;
  readonly #startedMs: number;
  #changes: ObjectChanges | undefined;

  constructor(parts: EngineParts, task: TimerTask) {
    super(parts);
    this.#task = task;
    this.retry = task.failures;
    this.#startedMs = task.startedMs;
  }

  get object(): TrackedObject {
    return this.#task.object;
  }

  get handler(): BoundHandler {
    return this.#task.handler;
  }

  get body(): KubernetesObject {
    return this.object.latest?.body() ?? this.object.outline;
  }

  get runtime(): number {
    return (this.parts.clock.monotonic() - this.#startedMs) / 1000;
  }

  get started(): Date {
    return new Date(this.parts.clock.now() - this.runtime * 1000);
  }

  override get signal(): AbortSignal {
    return this.#task.signal;
  }

  get changes(): ObjectChanges {
    const changes = (this.#changes ??= new ObjectChanges());
    const { plan } = this.object;
    if (plan.view === "full" && plan.keeps !== "nothing") changes.basis = () => this.body;
    return changes;
  }

  /** What the handler asked to change; `undefined` if it has not even looked at its patch. */
  get madeChanges(): ObjectChanges | undefined {
    return this.#changes?.isEmpty === false ? this.#changes : undefined;
  }

  context(): TimerTick {
    return new TimerTick(this);
  }
}
