import type { Envelope } from "../../kube/envelope.js";
import type { StreamSink } from "../../kube/resource-stream.js";
import { describeObject, type ObjectShape } from "../../resources/kubernetes-object.js";
import { messageOf } from "../../support/errors.js";
import { resourceKey } from "../../resources/resource.js";
import type { EngineParts } from "./engine-parts.js";
import { EventFrame } from "./event-frame.js";
import type { KindPlan } from "./kind-plan.js";
import type { ObjectLoop } from "./object-loop.js";
import { reportError, UNREAD } from "./report-error.js";
import { TrackedObject, type TrackingStream } from "./tracked-object.js";

/**
 * What one stream brings, made into events of objects. Which objects the stream has is kept with the memories of the objects, where
 * each event has to be looked up anyway: a map of each stream beside it would be a tenth of an object's memory.
 */
export class KindFeed implements StreamSink, TrackingStream {
  readonly #parts: EngineParts;
  readonly #loop: ObjectLoop;
  /** Another one after `adopt`. */
  plan: KindPlan;
  readonly #frame: EventFrame;
  readonly #namespaces = new Map<string, string>();
  /** Objects whose batch ends with the chunk at hand. */
  #unsettled: TrackedObject[] = [];
  #epoch = 0;
  #size = 0;
  /** How many of the stream's objects the listing at hand has brought. */
  #listed = 0;
  /** The next listing brings what the plan has to keep of objects that are no news. */
  #isRenewing = false;

  constructor(parts: EngineParts, loop: ObjectLoop, plan: KindPlan) {
    this.#parts = parts;
    this.#loop = loop;
    this.plan = plan;
    this.#frame = EventFrame.shared(parts);
  }

  get size(): number {
    return this.#size;
  }

  /** An object by its kind, namespace and name: for whoever does not know its uid. */
  find({ kind, metadata }: ObjectShape): TrackedObject | undefined {
    if (kind !== undefined && kind !== this.plan.resource.kind) return undefined;
    for (const object of this.#objects())
      if (object.name === metadata?.name && object.namespace === metadata.namespace) return object;
    return undefined;
  }

  /**
   * The kind has another plan from now on: it has changed, or has other handlers. Its objects keep their memos. `true`: the stream has
   * to list them again, since it asks for them in another way, or more of them has to be kept.
   */
  adopt(plan: KindPlan): boolean {
    const before = this.plan;
    this.plan = plan;
    for (const object of this.#objects()) {
      if (plan.keeps === "nothing") object.latest = undefined;
      if (plan.aspects !== before.aspects) this.#takeOver(object);
    }
    const needsList = isAskedOtherwise(before, plan);
    this.#isRenewing ||= needsList;
    return needsList;
  }

  listing(): void {
    this.#epoch++;
    this.#listed = 0;
  }

  /** An object of a listing is news only if its version is. */
  item(envelope: Envelope): void {
    const key = this.#keyOf(envelope);
    const known = this.#find(key);
    const object = known ?? this.#appear(key, envelope);
    if (object === undefined) return;
    if (known === undefined || known.epoch !== this.#epoch) this.#listed++;
    object.epoch = this.#epoch;
    if (known === undefined || known.version !== envelope.version) this.#offer(object, envelope);
    else if (this.#isRenewing) this.#keep(object, this.#frame.load(object, envelope));
    if (this.#isRenewing && known !== undefined) this.#takeOver(object);
  }

  /** What the listing did not bring is gone. */
  listed(): void {
    if (this.#listed < this.#size) {
      for (const object of this.#objects()) {
        if (object.epoch === this.#epoch) continue;
        this.#lose(object);
        this.#loop.offer(EventFrame.vanished(this.#parts, object));
      }
    }
    this.#isRenewing = false;
    this.flush();
  }

  event(envelope: Envelope): void {
    const key = this.#keyOf(envelope);
    const object = this.#find(key) ?? this.#appear(key, envelope);
    if (object === undefined) return;
    if (envelope.type === "DELETED") this.#lose(object);
    this.#offer(object, envelope);
  }

  flush(): void {
    if (this.#unsettled.length === 0) return;
    const objects = this.#unsettled;
    this.#unsettled = [];
    for (const object of objects) this.#loop.settle(object);
  }

  malformed(problem: string): void {
    const { resource } = this.plan;
    this.#parts.logger.error(
      `The server sent an object of ${resource.plural} that cannot be read, and is left out: ${problem}`,
    );
  }

  /** The kind or the namespace is gone, and with it every object: each gets its DELETED. */
  vanish(): void {
    this.listing();
    this.listed();
  }

  #find(key: string): TrackedObject | undefined {
    return this.#loop.memories.find(key)?.trackedBy(this);
  }

  /** The stream's objects; one may be lost while they are stepped through. */
  *#objects(): Iterable<TrackedObject> {
    for (const memory of this.#loop.memories.values()) {
      const object = memory.trackedBy(this);
      if (object !== undefined) yield object;
    }
  }

  #takeOver(object: TrackedObject): void {
    try {
      for (const aspect of this.plan.aspects) aspect.adopted(object);
    } catch (error) {
      reportError(this.#parts, object, error, UNREAD);
    }
  }

  #lose(object: TrackedObject): void {
    object.leaveStream();
    this.#size--;
  }

  #offer(object: TrackedObject, envelope: Envelope): void {
    object.version = envelope.version;
    const frame = this.#frame.load(object, envelope);
    if (envelope.type !== "DELETED") this.#keep(object, frame);
    if (this.#loop.offer(frame) && object.pending !== undefined) this.#unsettled.push(object);
  }

  #keep(object: TrackedObject, frame: EventFrame): void {
    if (this.plan.keeps !== "nothing") object.latest = frame.keep();
  }

  /** One string for a namespace, not one for each object in it. */
  #shared(namespace: string | undefined): string | undefined {
    if (namespace === undefined) return undefined;
    const known = this.#namespaces.get(namespace);
    if (known !== undefined) return known;
    this.#namespaces.set(namespace, namespace);
    return namespace;
  }

  /** Makes the memory of a new object, with its memo. */
  #appear(key: string, envelope: Envelope): TrackedObject | undefined {
    const { name } = envelope;
    const namespace = this.#shared(envelope.namespace);
    try {
      const memory = this.#loop.memories.acquire(key);
      const object = new TrackedObject(memory, this, { name, namespace });
      object.epoch = this.#epoch;
      memory.track(object);
      this.#size++;
      for (const aspect of this.plan.aspects) aspect.appeared(object);
      return object;
    } catch (error) {
      const where = describeObject(this.plan.resource.kind, namespace, name);
      this.#parts.logger.error(
        `The memo cannot be copied for ${where}: ${messageOf(error)}. This event is not handled; copying is tried again at the next.`,
        { error },
      );
      return undefined;
    }
  }

  /** Some aggregated APIs serve objects without a uid: kind, place and name stand for it. */
  #keyOf(envelope: Envelope): string {
    // Name and namespace are read from the bytes when they are asked for: nearly no event needs them.
    if (envelope.uid !== "") return envelope.uid;
    const { namespace = "", name } = envelope;
    return `${resourceKey(this.plan.resource)}/${namespace}/${name}`;
  }
}

/** Whether the server has to be asked in another way, or at all, for what a plan needs of each object. */
function isAskedOtherwise(before: KindPlan, after: KindPlan): boolean {
  return (
    before.view !== after.view ||
    before.resource.kind !== after.resource.kind ||
    before.resource.namespaced !== after.resource.namespaced ||
    (before.keeps === "nothing" && after.keeps !== "nothing")
  );
}
