import type { EngineParts } from "./engine-parts.js";
import type { EventFrame } from "./event-frame.js";
import type { ObjectMemory } from "./object-memory.js";
import type { TrackedObject } from "./tracked-object.js";

/**
 * Bounds what waits: per object in events, for the operator in bytes. Past a bound the oldest event of the object that is not
 * DELETED folds into the next: nothing of the object's last state is lost, only steps on the way to it.
 */
export class Backlog {
  readonly #parts: EngineParts;
  #bytes = 0;
  #hasWarned = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(memory: ObjectMemory, frame: EventFrame): void {
    memory.enqueue(frame);
    this.#bytes += frame.byteLength;
    const { backlogLimit, backlogBytes } = this.#parts.settings.queueing;
    if (memory.waiting.length > backlogLimit || this.#bytes > backlogBytes)
      this.#fold(memory, backlogLimit);
  }

  takeAll(memory: ObjectMemory): readonly EventFrame[] {
    const frames = memory.takeAll();
    for (const frame of frames) this.#bytes -= frame.byteLength;
    return frames;
  }

  /** Halves what waits, so that a flood does not fold at every event. */
  #fold(memory: ObjectMemory, limit: number): void {
    const frames = memory.waiting;
    const keep = Math.max(1, Math.floor(Math.min(frames.length, limit) / 2));
    const kept: EventFrame[] = [];
    // By the object as its stream sees it: two versions of a kind bring the events of one object, and take turns in what waits.
    const later = new Map<TrackedObject, EventFrame>();
    let folded = 0;
    for (const [age, frame] of frames.toReversed().entries()) {
      const next = later.get(frame.object);
      if (age >= keep && frame.type !== "DELETED" && next !== undefined) {
        next.coalesced += frame.coalesced + 1;
        this.#bytes -= frame.byteLength;
        folded++;
      } else {
        later.set(frame.object, frame);
        kept.push(frame);
      }
    }
    memory.replaceWaiting(kept.toReversed());
    if (folded > 0) this.#warn(frames);
  }

  #warn(frames: readonly EventFrame[]): void {
    const [frame] = frames;
    if (this.#hasWarned || frame === undefined) return;
    this.#hasWarned = true;
    this.#parts.logger
      .child(frame.object.reference)
      .warn(
        "More events wait than may (settings.queueing.backlogLimit, backlogBytes): the oldest are folded into later ones. Its handlers are too slow for its events; `coalesce: true` asks for the latest only. This is said once.",
      );
  }
}
