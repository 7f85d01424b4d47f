import type { Scheduled } from "../../support/clock.js";
import { durationMs } from "../../support/duration.js";
import { isPromiseLike } from "../../support/promise-like.js";
import { TimerHeap } from "../../support/timer-heap.js";
import { applyChanges } from "../loop/apply-changes.js";
import { firstOf } from "../loop/attachment.js";
import { judge, type Verdict } from "../loop/attempts.js";
import { handlerLabel } from "../loop/bound-handler.js";
import type { EngineParts } from "../loop/engine-parts.js";
import type { ObjectChanges } from "../loop/object-changes.js";
import { type ErrorReport, MISTAKE, reportError } from "../loop/report-error.js";
import type { SlowCalls } from "../loop/slow-calls.js";
import { TimerCall } from "./timer-call.js";
import { IdleClock, type TimerTask } from "./timer-task.js";

/** Wake-ups are this far apart at least: 100,000 timers of 10 s cost a wake-up each 10 ms, not one each. */
const WAKE_GRID_MS = 10;
/** After so long, timers that are due together let other work of the process have a turn. */
const SLICE_MS = 4;

/** Runs the timers of all objects of an operator, from one heap. */
export class TimerRunner {
  readonly #parts: EngineParts;
  readonly #slowCalls: SlowCalls;
  readonly #heap = new TimerHeap<TimerTask>();
  #wakeUp: Scheduled | undefined;
  #wakeMs = Number.POSITIVE_INFINITY;
  readonly #running = new Set<TimerTask>();
  #isClosed = false;
  #isAbandoned = false;

  constructor(parts: EngineParts, slowCalls: SlowCalls) {
    this.#parts = parts;
    this.#slowCalls = slowCalls;
  }

  get size(): number {
    return this.#heap.size;
  }

  start(task: TimerTask): void {
    this.#setDue(
      task,
      this.#parts.clock.monotonic() + task.handler.definition.schedule.initialDelayMs,
    );
  }

  /** Takes a timer out; the promise of the run that is still going on, if it is to be waited for. */
  stop(task: TimerTask): Promise<void> | undefined {
    task.stop();
    this.#heap.remove(task);
    return this.#isAbandoned ? undefined : task.running;
  }

  /**
   * A timer without an interval, which has run for its last time of quiet, waits for the next one. Those that are due at some moment
   * (after their initial delay, or to be tried again) look at the idle clock then.
   */
  objectChanged(task: TimerTask): void {
    const { intervalMs } = task.handler.definition.schedule;
    const idleUntilMs = idleUntil(task);
    if (intervalMs !== undefined || idleUntilMs === undefined) return;
    if (task.running === undefined && task.heapIndex < 0) this.#setDue(task, idleUntilMs);
  }

  /** Starts a timer when its last run has ended, which it was told to: two runs of a timer never overlap. */
  startAfter(task: TimerTask, running: Promise<void>): void {
    task.running = running.then(() => {
      task.running = undefined;
      this.start(task);
    });
  }

  /** No timer runs any more; those that run are told to come to an end. Resolves when they have. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wakeUp?.cancel();
    this.#wakeUp = undefined;
    for (const task of this.#running) task.stop();
    await Promise.all([...this.#running].map(async ({ running }) => running));
  }

  /** Nobody waits any longer for those that still run. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  #setDue(task: TimerTask, dueMs: number): void {
    if (this.#isClosed || task.isStopped) return;
    this.#heap.set(task, Math.ceil(dueMs));
    this.#arm();
  }

  #arm(): void {
    const first = this.#heap.first;
    if (first === undefined || this.#isClosed) return;
    const wakeMs = Math.ceil(first.dueMs / WAKE_GRID_MS) * WAKE_GRID_MS;
    if (wakeMs >= this.#wakeMs) return;
    this.#wakeUp?.cancel();
    this.#wakeMs = wakeMs;
    this.#wakeUp = this.#parts.clock.schedule(wakeMs - this.#parts.clock.monotonic(), () =>
      this.#wake(),
    );
  }

  #wake(): void {
    const { clock } = this.#parts;
    const nowMs = clock.monotonic();
    this.#wakeUp = undefined;
    // Until the end of the slice nothing arms another wake-up.
    this.#wakeMs = Number.NEGATIVE_INFINITY;
    for (
      let task = this.#heap.first;
      task !== undefined && task.dueMs <= nowMs;
      task = this.#heap.first
    ) {
      this.#due(task, nowMs);
      if (clock.monotonic() - nowMs < SLICE_MS) continue;
      this.#wakeUp = clock.schedule(0, () => this.#wake());
      return;
    }
    this.#wakeMs = Number.POSITIVE_INFINITY;
    this.#arm();
  }

  #due(task: TimerTask, nowMs: number): void {
    const idleUntilMs = idleUntil(task);
    if (idleUntilMs !== undefined && nowMs < idleUntilMs) {
      this.#setDue(task, idleUntilMs);
      return;
    }
    this.#heap.remove(task);
    task.attemptMs = Math.floor(nowMs);
    if (task.failures === 0) task.startedMs = task.attemptMs;
    if (task.handler.definition.schedule.sharp) task.gridMs ??= Math.floor(nowMs);
    this.#run(task);
  }

  #run(task: TimerTask): void {
    const call = new TimerCall(this.#parts, task);
    try {
      const result = task.handler.invoke(call);
      if (isPromiseLike(result)) this.#setRunning(task, this.#finish(task, call, result));
      else this.#succeeded(task, call, result);
    } catch (error) {
      this.#failed(task, error);
    }
  }

  async #finish(task: TimerTask, call: TimerCall, running: PromiseLike<unknown>): Promise<void> {
    try {
      const result = await this.#slowCalls.watch(task.handler, task.object, running);
      addResult(call, result);
      if (call.madeChanges !== undefined && !this.#isAbandoned)
        await applyChanges(this.#parts, task.object, call.madeChanges);
      this.#ended(task);
      this.#next(task);
    } catch (error) {
      this.#ended(task);
      this.#failed(task, error);
    }
  }

  #succeeded(task: TimerTask, call: TimerCall, result: unknown): void {
    addResult(call, result);
    const changes = call.madeChanges;
    if (changes === undefined) this.#next(task);
    else this.#setRunning(task, this.#applyAndGoOn(task, changes));
  }

  #setRunning(task: TimerTask, running: Promise<void>): void {
    task.running = running;
    this.#running.add(task);
  }

  #ended(task: TimerTask): void {
    task.running = undefined;
    this.#running.delete(task);
  }

  async #applyAndGoOn(task: TimerTask, changes: ObjectChanges): Promise<void> {
    await applyChanges(this.#parts, task.object, changes);
    this.#ended(task);
    this.#next(task);
  }

  /** Whatever was thrown, the timer is due again at some time: the ends of its runs are all that sets it. */
  #failed(task: TimerTask, thrown: unknown): void {
    try {
      this.#judged(task, thrown);
    } catch (error) {
      reportError(this.#parts, task.object, error, MISTAKE);
      this.#next(task);
    }
  }

  #judged(task: TimerTask, error: unknown): void {
    const { clock, settings } = this.#parts;
    task.failures++;
    const verdict = judge(error, task.handler.definition.attempts, {
      failures: task.failures,
      elapsedMs: clock.monotonic() - task.startedMs,
      defaultBackoffMs: durationMs(settings.execution.defaultBackoff) ?? 0,
    });
    reportError(this.#parts, task.object, error, {
      what: `${handlerLabel(task.handler)} failed`,
      ...consequenceOf(verdict),
    });
    // Not before this wake-up is over: a retry without a pause must not keep it from ending.
    if (verdict.kind === "retry")
      this.#setDue(task, clock.monotonic() + Math.max(verdict.delayMs, 1));
    else this.#next(task);
  }

  /** The run has ended, well or not: the next one starts with a clean state. */
  #next(task: TimerTask): void {
    task.failures = 0;
    const { intervalMs, sharp } = task.handler.definition.schedule;
    const nowMs = this.#parts.clock.monotonic();
    if (intervalMs === undefined) {
      // Idle only: once for each time of quiet. A change during the last attempt begins a new one.
      const idleUntilMs = idleUntil(task);
      if (idleUntilMs !== undefined && hasChangedMeanwhile(task)) this.#setDue(task, idleUntilMs);
      return;
    }
    if (!sharp || task.gridMs === undefined) {
      this.#setDue(task, nowMs + intervalMs);
      return;
    }
    const steps = Math.floor((nowMs - task.gridMs) / intervalMs) + 1;
    this.#setDue(task, task.gridMs + steps * intervalMs);
  }
}

/** When the timer's object will have been idle for long enough, if nothing happens; `undefined`: the timer does not wait for that. */
function idleUntil({ handler, object }: TimerTask): number | undefined {
  const { idleMs } = handler.definition.schedule;
  if (idleMs === undefined) return undefined;
  const idle = firstOf(IdleClock, object.attached);
  return idle === undefined ? undefined : idle.changedMs + idleMs;
}

/** Whether the object was changed while the last attempt went on: that one has seen all changes before. */
function hasChangedMeanwhile({ object, attemptMs }: TimerTask): boolean {
  const idle = firstOf(IdleClock, object.attached);
  return idle !== undefined && idle.changedMs > attemptMs;
}

function addResult(call: TimerCall, result: unknown): void {
  if (result !== undefined && result !== null) {
    call.changes.addResult(call.handler.definition.id, result);
  }
}

/** What is said of a failed run, and how loudly. */
function consequenceOf(verdict: Verdict): Pick<ErrorReport, "consequence" | "level"> {
  if (verdict.kind === "retry")
    return { consequence: ` It is tried again in ${verdict.delayMs / 1000} seconds.` };
  if (verdict.kind === "failed")
    return { consequence: `${verdict.why} It runs again when it is due.` };
  return { consequence: " Errors of this handler are ignored.", level: "debug" };
}
