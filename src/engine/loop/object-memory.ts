import { controllerOf, ended, type LazyController } from "../../support/lazy-controller.js";
import type { ResourceScope } from "../../definitions/service-catalog.js";
import type { EventFrame } from "./event-frame.js";
import type { TrackedObject, TrackingStream } from "./tracked-object.js";

/**
 * What an operator remembers of one object, whatever streams have seen it: its memo, its services, and the events that wait. It ends
 * when the last of them has lost the object; one that comes back later begins anew.
 */
export class ObjectMemory {
  readonly uid: string;
  readonly memo: object;
  /** Something of it is being handled: later events wait. */
  busy = false;
  /** It waits for a free worker. */
  isWaiting = false;
  scope: ResourceScope | undefined;
  /** The object as its streams see it: the first of a chain, nearly always of one. */
  #tracked: TrackedObject | undefined;
  #waiting: EventFrame[] | undefined;
  #unsettled: Set<TrackedObject> | undefined;
  #controller: LazyController;

  constructor(uid: string, memo: object) {
    this.uid = uid;
    this.memo = memo;
  }

  /** The object as a stream sees it; `undefined` if that does not have it. */
  trackedBy(stream: TrackingStream): TrackedObject | undefined {
    let object = this.#tracked;
    while (object !== undefined && (object.stream !== stream || object.isGone))
      object = object.sibling;
    return object;
  }

  /** The object as each stream sees it. */
  get tracked(): readonly TrackedObject[] {
    const all: TrackedObject[] = [];
    for (let object = this.#tracked; object !== undefined; object = object.sibling)
      all.push(object);
    return all;
  }

  track(object: TrackedObject): void {
    object.sibling = this.#tracked;
    this.#tracked = object;
  }

  /** Whether no other stream has the object, or has still to tell that it is gone. */
  isLast(object: TrackedObject): boolean {
    return this.#tracked === object && object.sibling === undefined;
  }

  /** Whether all streams have lost the object: what may still come is its DELETED. */
  get isGone(): boolean {
    let object = this.#tracked;
    while (object?.isGone === true) object = object.sibling;
    return object === undefined;
  }

  /** Forgets the object as one stream has seen it; `true` if it was the last one. */
  untrack(object: TrackedObject): boolean {
    if (this.#tracked === object) this.#tracked = object.sibling;
    for (let before = this.#tracked; before !== undefined; before = before.sibling)
      if (before.sibling === object) before.sibling = object.sibling;
    return this.#tracked === undefined;
  }

  /** Aborts when the object is gone or the operator stops. */
  get signal(): AbortSignal {
    const controller = controllerOf(this.#controller);
    this.#controller = controller;
    return controller.signal;
  }

  /** Tells running handlers to come to an end. */
  end(): void {
    this.#controller = ended(this.#controller);
  }

  /** Whether an event can be handled at once: nothing of the object is in work or waits. */
  get isFree(): boolean {
    return !this.busy && !this.hasWork;
  }

  /** The events that wait, oldest first. */
  get waiting(): readonly EventFrame[] {
    return this.#waiting ?? [];
  }

  enqueue(frame: EventFrame): void {
    (this.#waiting ??= []).push(frame);
  }

  /** Takes all events that wait. */
  takeAll(): readonly EventFrame[] {
    const taken = this.#waiting ?? [];
    this.#waiting = undefined;
    return taken;
  }

  /** The end of this object's batch has to wait, too. */
  leaveUnsettled(object: TrackedObject): void {
    (this.#unsettled ??= new Set()).add(object);
  }

  /** Whether events, or the end of a batch, wait. */
  get hasWork(): boolean {
    return this.#waiting !== undefined || this.#unsettled !== undefined;
  }

  takeUnsettled(): Iterable<TrackedObject> {
    const taken = this.#unsettled ?? [];
    this.#unsettled = undefined;
    return taken;
  }

  /** Replaces the events that wait, when some of them were folded. */
  replaceWaiting(frames: EventFrame[]): void {
    this.#waiting = frames;
  }
}
