import type { Attachment } from "../loop/attachment.js";
import type { BoundHandler } from "../loop/bound-handler.js";
import type { TrackedObject } from "../loop/tracked-object.js";
import {
  controllerOf,
  ended,
  hasEnded,
  type LazyController,
} from "../../support/lazy-controller.js";
import type { HeapEntry } from "../../support/timer-heap.js";

/** Since when an object has not been changed, for timers that wait for it to be idle. */
export class IdleClock implements Attachment {
  next: Attachment | undefined;
  /** Digest of the object's essence; empty before its first state. */
  digest = "";
  changedMs: number;
  /** `changedMs` of the change before: for one that turns out to be the operator's own. */
  beforeMs: number;

  constructor(nowMs: number) {
    this.changedMs = nowMs;
    this.beforeMs = nowMs;
  }
}

/**
 * One timer of one object. There may be 100,000: small, and without a promise or a runtime's timer of its own. Its moments are whole
 * milliseconds, which V8 keeps in the object itself: each number with a fraction would be a small object of its own.
 */
export class TimerTask implements HeapEntry, Attachment {
  readonly object: TrackedObject;
  readonly handler: BoundHandler;
  next: Attachment | undefined;
  dueMs = 0;
  heapIndex = -1;
  /** The run that is going on, if it is asynchronous; before the first one: that of its predecessor, which it waits for. */
  running: Promise<void> | undefined;
  /** Failed attempts of the run at hand. */
  failures = 0;
  /** When the first attempt of the run at hand began, on the monotonic clock. */
  startedMs = 0;
  /** When its last attempt began. */
  attemptMs = 0;
  /** The moment from which a sharp timer's grid counts; `undefined` before the first run. */
  gridMs: number | undefined;
  #controller: LazyController;

  constructor(object: TrackedObject, handler: BoundHandler) {
    this.object = object;
    this.handler = handler;
  }

  get isStopped(): boolean {
    return hasEnded(this.#controller);
  }

  /** Aborts when this timer stops: its object is gone, its filter does not hold any more, or the operator stops. */
  get signal(): AbortSignal {
    const controller = controllerOf(this.#controller);
    this.#controller = controller;
    return controller.signal;
  }

  stop(): void {
    this.#controller = ended(this.#controller);
  }
}
