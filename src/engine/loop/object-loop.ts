import { Backlog } from "./backlog.js";
import type { EngineParts } from "./engine-parts.js";
import { EventFrame } from "./event-frame.js";
import { EventHandlers } from "./event-handlers.js";
import { applyChanges } from "./apply-changes.js";
import { Memories } from "./memories.js";
import type { ObjectMemory } from "./object-memory.js";
import { MISTAKE, reportError, UNREAD } from "./report-error.js";
import { SlowCalls } from "./slow-calls.js";
import type { TrackedObject } from "./tracked-object.js";
import { Workers } from "./workers.js";

/**
 * The floor of the engine: takes events of all streams and brings each object's through its handlers, one at a time and in order.
 *
 * An event of an object with nothing in work is handled at once, in the call that brought it. While something asynchronous of
 * the object is in work its events wait; a worker then takes all of them as one batch: every event goes through the event handlers,
 * and what needs the latest state only runs once, at the end.
 */
export class ObjectLoop {
  readonly memories: Memories;
  readonly slowCalls: SlowCalls;
  readonly #parts: EngineParts;
  readonly #handlers: EventHandlers;
  readonly #backlog: Backlog;
  readonly #workers: Workers;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.memories = new Memories(parts.memo);
    this.slowCalls = new SlowCalls(parts);
    this.#backlog = new Backlog(parts);
    this.#workers = new Workers(() => parts.settings.queueing.workerLimit);
    this.#handlers = new EventHandlers(parts, this.slowCalls, this.#workers);
  }

  /**
   * Takes an event; the frame may be shared. `true` if it was handled to its end, but for the end of its batch. Never throws: what
   * fails for one object is told, and the others have their turn.
   */
  offer(frame: EventFrame): boolean {
    this.#parts.counters.events++;
    try {
      return this.#take(frame);
    } catch (error) {
      reportError(this.#parts, frame.object, error, MISTAKE);
      return false;
    }
  }

  /** Ends the batch of an object whose events were all handled at once. Never throws, either. */
  settle(object: TrackedObject): void {
    try {
      this.#end(object);
    } catch (error) {
      reportError(this.#parts, object, error, MISTAKE);
    }
  }

  /**
   * Tells running handlers to come to an end, and waits for them, for the events that wait already, and for what else is still to
   * end; then nothing is taken up any more. `false`: the time was over before, and what still runs was named.
   */
  async drain(limitMs: number, others: Promise<void>): Promise<boolean> {
    for (const memory of this.memories.values()) memory.end();
    const limit = new AbortController();
    const idle = Promise.all([this.#workers.idle(), others]).then(() => limit.abort());
    await Promise.race([idle, this.#parts.clock.sleep(limitMs, limit.signal)]);
    const isIdle = limit.signal.aborted;
    limit.abort();
    this.#workers.close();
    if (!isIdle) this.slowCalls.abandon();
    return isIdle;
  }

  /** Drops all objects without an event: the operator stops. */
  async dropAll(): Promise<void> {
    const objects = [...this.memories.values()].flatMap(({ tracked }) => tracked);
    await Promise.all(objects.map((object) => this.#drop(object)));
  }

  #drop(object: TrackedObject): Promise<void> {
    object.leaveStream();
    object.memory.end();
    return this.#leave(object);
  }

  #take(frame: EventFrame): boolean {
    const { object } = frame;
    const { memory } = object;
    if (!memory.isFree || !this.#workers.hasRoom) {
      this.#queue(memory, frame);
      return false;
    }
    const running = this.#begin(frame);
    if (running === undefined && !hasChanges(object)) return true;
    void this.#work(memory, this.#endBatch([object], running));
    return false;
  }

  #end(object: TrackedObject): void {
    const { memory } = object;
    if (object.pending === undefined || this.#workers.isClosed) return;
    if (memory.busy || memory.hasWork || !this.#workers.hasRoom) {
      memory.leaveUnsettled(object);
      if (!memory.busy) this.#workers.wait(memory);
      return;
    }
    const running = this.#handlers.run(object.pending, object.plan.latestEvent);
    object.pending = undefined;
    if (running === undefined && !hasChanges(object)) this.#settleAspects(object);
    else void this.#work(memory, this.#endSettled(object, running));
  }

  #queue(memory: ObjectMemory, frame: EventFrame): void {
    if (this.#workers.isClosed) return;
    this.#backlog.add(memory, frame.detach());
    if (!memory.busy) this.#workers.wait(memory);
  }

  #begin(frame: EventFrame): Promise<void> | undefined {
    const { object } = frame;
    const { plan } = object;
    const running = this.#handlers.run(frame, plan.everyEvent);
    if (frame.type === "DELETED") return this.#gone(frame, running);
    if (plan.settles) this.#keepPending(object, frame);
    return running;
  }

  #keepPending(object: TrackedObject, frame: EventFrame): void {
    const own = frame.detach();
    if (object.pending !== undefined && object.pending !== own)
      own.coalesced += object.pending.coalesced + 1;
    object.pending = own;
  }

  /** The last event of an object: its handlers end, then what runs beside them, then its services and its memory. */
  #gone(frame: EventFrame, running: Promise<void> | undefined): Promise<void> | undefined {
    const { object } = frame;
    const { plan, memory } = object;
    if (
      running === undefined &&
      plan.latestEvent.length === 0 &&
      memory.scope === undefined &&
      plan.aspects.length === 0
    ) {
      if (this.#forget(object)) this.#succeed(memory);
      return undefined;
    }
    return this.#goneSlowly(frame.detach(), running);
  }

  async #goneSlowly(frame: EventFrame, running: Promise<void> | undefined): Promise<void> {
    const { object } = frame;
    await running;
    if (this.#workers.isClosed) return;
    if (object.pending !== undefined) frame.coalesced += object.pending.coalesced + 1;
    object.pending = undefined;
    await this.#handlers.run(frame, object.plan.latestEvent);
    // Another stream may still have the object, and handlers who listen to its signal.
    if (object.memory.isLast(object)) object.memory.end();
    await this.#leave(object);
  }

  async #leave(object: TrackedObject): Promise<void> {
    await Promise.all(object.plan.aspects.flatMap((aspect) => aspect.vanished(object) ?? []));
    const { memory } = object;
    if (!this.#forget(object)) return;
    const { scope } = memory;
    memory.scope = undefined;
    await scope?.dispose();
    this.#succeed(memory);
  }

  /** Lets the events begin of an object that came back before its end was handled. */
  #succeed(memory: ObjectMemory): void {
    const successor = this.memories.takeSuccessor(memory);
    if (successor === undefined) return;
    successor.busy = false;
    this.#workers.wait(successor);
  }

  #forget(object: TrackedObject): boolean {
    object.changes = undefined;
    const isLast = this.memories.release(object);
    if (isLast) object.memory.end();
    return isLast;
  }

  /** Works until nothing of the object waits. Never rejects, and never leaves the object to wait for a worker that is gone. */
  async #work(memory: ObjectMemory, first: Promise<void>): Promise<void> {
    memory.busy = true;
    this.#workers.enter();
    for (let step = first; ; step = this.#runBatch(memory)) {
      try {
        await step;
      } catch (error) {
        for (const object of memory.tracked) reportError(this.#parts, object, error, MISTAKE);
      }
      if (!memory.hasWork || this.#workers.isClosed) break;
    }
    memory.busy = false;
    this.#next();
  }

  #next(): void {
    const next = this.#workers.leave();
    if (next !== undefined && !next.busy) void this.#work(next, Promise.resolve());
  }

  async #runBatch(memory: ObjectMemory): Promise<void> {
    const objects = new Set(memory.takeUnsettled());
    for (const frame of this.#backlog.takeAll(memory)) {
      if (this.#workers.isClosed) return;
      objects.add(frame.object);
      try {
        const running = this.#begin(frame);
        if (running !== undefined) await running;
      } catch (error) {
        reportError(this.#parts, frame.object, error, MISTAKE);
      }
    }
    await this.#endBatch([...objects], undefined);
  }

  async #endBatch(
    objects: readonly TrackedObject[],
    running: Promise<void> | undefined,
  ): Promise<void> {
    await running;
    for (const object of objects) {
      const { pending } = object;
      object.pending = undefined;
      if (pending !== undefined && !this.#workers.isClosed)
        await this.#handlers.run(pending, object.plan.latestEvent);
      await this.#apply(object);
      if (pending !== undefined) this.#settleAspects(object);
    }
  }

  /** The rest of a batch whose last event is with its handlers already. */
  async #endSettled(object: TrackedObject, running: Promise<void> | undefined): Promise<void> {
    await running;
    await this.#apply(object);
    this.#settleAspects(object);
  }

  async #apply(object: TrackedObject): Promise<void> {
    const { changes } = object;
    object.changes = undefined;
    if (changes !== undefined && !this.#workers.isClosed)
      await applyChanges(this.#parts, object, changes);
  }

  #settleAspects(object: TrackedObject): void {
    if (this.#workers.isClosed) return;
    for (const aspect of object.plan.aspects) {
      try {
        if (aspect.settles) aspect.settled(object);
      } catch (error) {
        reportError(this.#parts, object, error, UNREAD);
      }
    }
  }
}

/** Handlers that only looked at their patch have changed nothing. A patch that cannot be read has: whoever applies it tells why. */
function hasChanges(object: TrackedObject): boolean {
  try {
    if (object.changes?.isEmpty === true) object.changes = undefined;
  } catch {
    return true;
  }
  return object.changes !== undefined;
}
