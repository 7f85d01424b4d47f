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

/** The timers of one kind: one task for each object and timer, as long as the object exists and the timer's filter holds. */
export class Timers implements Aspect {
  readonly keeps: Reads;
  readonly settles: boolean;
  readonly #parts: EngineParts;
  readonly #runner: TimerRunner;
  readonly #handlers: readonly BoundHandler[];
  readonly #hasIdle: boolean;
  /** The tasks of each object; lists of just their size, as there may be 100,000. */
  readonly #tasks = new Map<TrackedObject, readonly TimerTask[]>();
  /** Only where a timer waits for objects to be idle. */
  readonly #idle = new Map<TrackedObject, IdleClock>();

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
    const nowMs = this.#parts.clock.monotonic();
    if (this.#hasIdle) this.#idle.set(object, { digest: "", changedMs: nowMs, beforeMs: nowMs });
    // Those with a filter, or that watch for changes, begin with the first state.
    this.#tasks.set(
      object,
      this.settles ? [] : this.#handlers.map((handler) => this.#start(object, handler)),
    );
  }

  settled(object: TrackedObject): void {
    const tasks = this.#tasks.get(object);
    if (tasks === undefined) return;
    const idle = this.#idle.get(object);
    if (idle !== undefined) this.#noteChange(object, tasks, idle);
    this.#adjust(object, tasks);
  }

  vanished(object: TrackedObject): Promise<void> | undefined {
    const tasks = this.#tasks.get(object) ?? [];
    this.#tasks.delete(object);
    this.#idle.delete(object);
    const running = tasks.flatMap((task) => this.#runner.stop(task) ?? []);
    return running.length === 0 ? undefined : Promise.all(running).then(() => undefined);
  }

  /** An operator's own changes are no change by a user. */
  wrote(object: TrackedObject, body: KubernetesObject, sinceMs: number): void {
    const idle = this.#idle.get(object);
    if (idle === undefined) return;
    const digest = essenceDigest(body);
    // The watch may bring a change before the server answers the request that made it.
    if (digest === idle.digest && idle.changedMs >= sinceMs) idle.changedMs = idle.beforeMs;
    idle.digest = digest;
  }

  #noteChange(object: TrackedObject, tasks: readonly TimerTask[], idle: IdleClock): void {
    const digest = essenceDigest(object.latest?.body() ?? object.outline);
    if (digest === idle.digest) return;
    const isFirst = idle.digest === "";
    idle.digest = digest;
    if (isFirst) return;
    idle.beforeMs = idle.changedMs;
    idle.changedMs = this.#parts.clock.monotonic();
    for (const task of tasks) this.#runner.objectChanged(task);
  }

  /** Starts timers whose filter holds now, stops those whose filter does not. */
  #adjust(object: TrackedObject, tasks: readonly TimerTask[]): void {
    const adjusted = this.#handlers.flatMap((handler) => {
      const own = tasks.filter((task) => task.handler === handler);
      const ending = own.filter(({ isStopped, running }) => isStopped && running !== undefined);
      const current = own.find(({ isStopped }) => !isStopped);
      if (this.#matches(object, handler, current))
        return [...ending, current ?? this.#start(object, handler, ending[0])];
      const last = current === undefined ? undefined : this.#runner.stop(current);
      return current === undefined || last === undefined ? ending : [...ending, current];
    });
    this.#tasks.set(object, adjusted);
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

  /** A run that was told to end, and has not yet, is waited for: two runs of a timer never overlap. */
  #start(object: TrackedObject, handler: BoundHandler, ending?: TimerTask): TimerTask {
    const task = new TimerTask(object, handler, this.#idle.get(object));
    if (ending?.running === undefined) this.#runner.start(task);
    else void ending.running.then(() => this.#runner.start(task));
    return task;
  }
}
