import { type Reads, widest } from "../../definitions/value-names.js";
import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import { messageOf } from "../../support/errors.js";
import type { Aspect } from "../loop/aspect.js";
import { type BoundHandler, handlerLabel } from "../loop/bound-handler.js";
import type { EngineParts } from "../loop/engine-parts.js";
import type { TrackedObject } from "../loop/tracked-object.js";
import { essenceDigest } from "./essence.js";
import { TimerCall } from "./timer-call.js";
import type { TimerRunner } from "./timer-runner.js";
import { type IdleClock, TimerTask } from "./timer-task.js";

/** The timers of one object. */
interface ObjectTimers {
  readonly tasks: TimerTask[];
  /** Only where a timer waits for the object to be idle. */
  readonly idle: IdleClock | undefined;
}

/** The timers of one kind: one task for each object and timer, as long as the object exists and the timer's filter holds. */
export class Timers implements Aspect {
  readonly keeps: Reads;
  readonly settles: boolean;
  readonly #parts: EngineParts;
  readonly #runner: TimerRunner;
  readonly #handlers: readonly BoundHandler[];
  readonly #hasIdle: boolean;
  readonly #byObject = new Map<TrackedObject, ObjectTimers>();

  constructor(parts: EngineParts, runner: TimerRunner, handlers: readonly BoundHandler[]) {
    this.#parts = parts;
    this.#runner = runner;
    this.#handlers = handlers;
    this.keeps = handlers.reduce<Reads>(
      (demand, { definition }) => widest(demand, definition.reads),
      "nothing",
    );
    this.#hasIdle = handlers.some(({ definition }) => definition.schedule.idleMs !== undefined);
    this.settles = this.#hasIdle || handlers.some(({ matches }) => matches !== undefined);
  }

  appeared(object: TrackedObject): void {
    const idle = this.#hasIdle
      ? { digest: "", changedMs: this.#parts.clock.monotonic() }
      : undefined;
    const timers: ObjectTimers = { tasks: [], idle };
    this.#byObject.set(object, timers);
    // Those with a filter, or that watch for changes, begin with the first state.
    if (!this.settles) for (const handler of this.#handlers) this.#start(object, timers, handler);
  }

  settled(object: TrackedObject): void {
    const timers = this.#byObject.get(object);
    if (timers === undefined) return;
    if (timers.idle !== undefined) this.#noteChange(object, timers.tasks, timers.idle);
    for (const handler of this.#handlers) this.#adjust(object, timers, handler);
  }

  vanished(object: TrackedObject): Promise<void> | undefined {
    const timers = this.#byObject.get(object);
    this.#byObject.delete(object);
    if (timers === undefined) return undefined;
    const running = timers.tasks.flatMap((task) => this.#runner.stop(task) ?? []);
    return running.length === 0 ? undefined : Promise.all(running).then(() => undefined);
  }

  /** An operator's own changes are no change by a user. */
  wrote(object: TrackedObject, body: KubernetesObject): void {
    const idle = this.#byObject.get(object)?.idle;
    if (idle !== undefined) idle.digest = essenceDigest(body);
  }

  #noteChange(object: TrackedObject, tasks: readonly TimerTask[], idle: IdleClock): void {
    const digest = essenceDigest(object.latest?.body() ?? object.outline);
    if (digest === idle.digest) return;
    const isFirst = idle.digest === "";
    idle.digest = digest;
    if (isFirst) return;
    idle.changedMs = this.#parts.clock.monotonic();
    for (const task of tasks) this.#runner.objectChanged(task);
  }

  /** Starts a timer whose filter holds, stops one whose filter does not. */
  #adjust(object: TrackedObject, timers: ObjectTimers, handler: BoundHandler): void {
    const index = timers.tasks.findIndex((task) => task.handler === handler);
    const task = timers.tasks[index];
    const isWanted = this.#matches(object, handler, task);
    if (isWanted && task === undefined) this.#start(object, timers, handler);
    if (isWanted || task === undefined) return;
    void this.#runner.stop(task);
    timers.tasks.splice(index, 1);
  }

  /** A filter that throws changes nothing: what ran goes on, what did not is not started. */
  #matches(object: TrackedObject, handler: BoundHandler, task: TimerTask | undefined): boolean {
    if (handler.matches === undefined) return true;
    try {
      return handler.matches(new TimerCall(this.#parts, task ?? new TimerTask(object, handler)));
    } catch (error) {
      this.#parts.logger
        .child(object.reference)
        .error(`The filter of ${handlerLabel(handler)} failed: ${messageOf(error)}`, { error });
      return task !== undefined;
    }
  }

  #start(object: TrackedObject, timers: ObjectTimers, handler: BoundHandler): void {
    const task = new TimerTask(object, handler, timers.idle);
    timers.tasks.push(task);
    this.#runner.start(task);
  }
}
