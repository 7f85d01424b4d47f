import { type Reads, widest } from "../../definitions/value-names.js";
import type { Aspect, Writing } from "../loop/aspect.js";
import { type Attachment, firstOf } from "../loop/attachment.js";
import { type BoundHandler, handlerLabel } from "../loop/bound-handler.js";
import type { EngineParts } from "../loop/engine-parts.js";
import { reportError } from "../loop/report-error.js";
import type { TrackedObject } from "../loop/tracked-object.js";
import { differsOnlyBy, essenceDigest } from "./essence.js";
import { TimerCall } from "./timer-call.js";
import type { TimerRunner } from "./timer-runner.js";
import { IdleClock, TimerTask } from "./timer-task.js";

/** The timers of one kind: one task for each object and timer, as long as the object exists and the timer's filter holds. */
export class Timers implements Aspect {
  readonly keeps: Reads;
  readonly settles: boolean;
  readonly #parts: EngineParts;
  readonly #runner: TimerRunner;
  readonly #handlers: readonly BoundHandler[];
  readonly #hasIdle: boolean;

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
    if (this.#hasIdle) object.attach(new IdleClock(this.#parts.clock.monotonic()));
    // Those with a filter, or that watch for changes, begin with the first state.
    if (!this.settles) for (const handler of this.#handlers) this.#start(object, handler);
  }

  adopted(object: TrackedObject): void {
    for (let task = taskAt(object.attached); task !== undefined; task = taskAt(task.next)) {
      const isOther = !this.#handlers.includes(task.handler);
      if (isOther && this.#runner.stop(task) === undefined) object.detach(task);
    }
    if (this.#hasIdle && firstOf(IdleClock, object.attached) === undefined)
      object.attach(new IdleClock(this.#parts.clock.monotonic()));
    // Filters and the idle clock begin when the object was kept.
    if (this.keeps === "nothing" || object.latest !== undefined) this.settled(object);
  }

  settled(object: TrackedObject): void {
    if (object.isGone) return;
    const idle = this.#hasIdle ? firstOf(IdleClock, object.attached) : undefined;
    if (idle !== undefined) this.#noteChange(object, idle);
    for (const handler of this.#handlers) this.#adjust(object, handler);
  }

  vanished(object: TrackedObject): Promise<void> | undefined {
    let running: Promise<void>[] | undefined;
    for (let task = taskAt(object.attached); task !== undefined; task = taskAt(task.next)) {
      const last = this.#runner.stop(task);
      object.detach(task);
      if (last !== undefined) (running ??= []).push(last);
    }
    return running === undefined ? undefined : Promise.all(running).then(() => undefined);
  }

  /**
   * An operator's own changes are no change by a user, unless one came between. The watch may bring them before the server answers the
   * request that made them, or after.
   */
  wrote(object: TrackedObject, { patch, sinceMs, before, answer }: Writing): void {
    const idle = firstOf(IdleClock, object.attached);
    if (idle === undefined) return;
    const digest = essenceDigest(answer);
    const isTold = digest === idle.digest;
    const known = isTold ? before : object.latest;
    if (known === undefined || !differsOnlyBy(patch, known.body(), answer)) return;
    if (!isTold) idle.digest = digest;
    else if (idle.changedMs >= sinceMs) idle.changedMs = idle.beforeMs;
  }

  #noteChange(object: TrackedObject, idle: IdleClock): void {
    const digest = essenceDigest(object.latest?.body() ?? object.outline);
    if (digest === idle.digest) return;
    const isFirst = idle.digest === "";
    idle.digest = digest;
    if (isFirst) return;
    idle.beforeMs = idle.changedMs;
    idle.changedMs = this.#parts.clock.monotonic();
    for (let task = taskAt(object.attached); task !== undefined; task = taskAt(task.next))
      this.#runner.objectChanged(task);
  }

  /** Starts a timer whose filter holds now, stops one whose filter does not. */
  #adjust(object: TrackedObject, handler: BoundHandler): void {
    let current: TimerTask | undefined;
    let ending: TimerTask | undefined;
    for (let task = taskAt(object.attached); task !== undefined; task = taskAt(task.next)) {
      if (task.handler !== handler) continue;
      if (!task.isStopped) current = task;
      else if (task.running === undefined) object.detach(task);
      else ending = task;
    }
    if (this.#matches(object, handler, current)) {
      if (current === undefined) this.#start(object, handler, ending);
    } else if (current !== undefined && this.#runner.stop(current) === undefined) {
      object.detach(current);
    }
  }

  /** A filter that throws changes nothing: what ran goes on, what did not is not started. */
  #matches(object: TrackedObject, handler: BoundHandler, task: TimerTask | undefined): boolean {
    if (handler.matches === undefined) return true;
    try {
      return handler.matches(new TimerCall(this.#parts, task ?? new TimerTask(object, handler)));
    } catch (error) {
      const what = `The filter of ${handlerLabel(handler)} failed`;
      reportError(this.#parts, object, error, { what });
      return task !== undefined;
    }
  }

  #start(object: TrackedObject, handler: BoundHandler, ending?: TimerTask): void {
    const task = new TimerTask(object, handler);
    object.attach(task);
    if (ending?.running === undefined) this.#runner.start(task);
    else this.#runner.startAfter(task, ending.running);
  }
}

/** The first timer from a link of an object's chain on. */
const taskAt = (link: Attachment | undefined): TimerTask | undefined => firstOf(TimerTask, link);
