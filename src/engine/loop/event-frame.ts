import type { EventCall, EventType, RawEvent } from "../../definitions/call.js";
import { ResourceEvent } from "../../definitions/contexts.js";
import type { Envelope } from "../../kube/envelope.js";
import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import { InvariantError } from "../../support/errors.js";
import type { BoundHandler } from "./bound-handler.js";
import type { EngineParts } from "./engine-parts.js";
import { KeptBody } from "./kept-body.js";
import { ObjectChanges } from "./object-changes.js";
import { TrackedCall } from "./tracked-call.js";
import type { TrackedObject } from "./tracked-object.js";

/**
 * One event of one object on its way through the handlers. A feed has one that it uses for event after event: what outlives the
 * handler's call (a context, an event that waits) gets a frame of its own by `detach`, with a copy of the event's line.
 */
export class EventFrame extends TrackedCall implements EventCall {
  type: EventType = null;
  coalesced = 0;
  readonly retry = 0;
  readonly runtime = 0;
  /** `undefined`: found missing in a later listing. */
  #envelope: Envelope | undefined;
  #object: TrackedObject | undefined;
  #handler: BoundHandler | undefined;
  #body: KubernetesObject | undefined;
  #own: EventFrame | undefined;
  #kept: KeptBody | undefined;
  readonly #isShared: boolean;

  private constructor(parts: EngineParts, isShared: boolean) {
    super(parts);
    this.#isShared = isShared;
  }

  /** A frame to be used for event after event. */
  static shared(parts: EngineParts): EventFrame {
    return new EventFrame(parts, true);
  }

  /** The DELETED of an object that vanished while nobody watched. */
  static vanished(parts: EngineParts, object: TrackedObject): EventFrame {
    const frame = new EventFrame(parts, false);
    frame.type = "DELETED";
    frame.#object = object;
    frame.#kept = object.latest;
    return frame;
  }

  /** Takes up the next event. The envelope is only valid during the call that brought it. */
  load(object: TrackedObject, envelope: Envelope): this {
    this.type = envelope.type;
    this.coalesced = 0;
    this.#object = object;
    this.#envelope = envelope;
    this.#body = undefined;
    this.#own = undefined;
    return this;
  }

  /** A frame of this event alone, which stays valid. */
  detach(): EventFrame {
    if (!this.#isShared) return this;
    if (this.#own !== undefined) {
      // It may have been made before this handler's turn, for whoever keeps the object.
      this.#own.#handler = this.#handler;
      return this.#own;
    }
    const own = new EventFrame(this.parts, false);
    own.type = this.type;
    own.coalesced = this.coalesced;
    own.#object = this.#object;
    own.#envelope = this.#envelope?.detach();
    own.#body = this.#body;
    own.#handler = this.#handler;
    this.#own = own;
    return own;
  }

  /** The object of this event, for whoever needs it between events: parsed once for all of them. */
  keep(): KeptBody {
    const own = this.detach();
    if (own.#envelope === undefined) throw new InvariantError("An event frame has no object.");
    own.#kept ??= new KeptBody(own.#envelope);
    return own.#kept;
  }

  get object(): TrackedObject {
    if (this.#object === undefined) throw new InvariantError("An event frame is empty.");
    return this.#object;
  }

  get handler(): BoundHandler {
    if (this.#handler === undefined) throw new InvariantError("An event frame has no handler.");
    return this.#handler;
  }

  set handler(handler: BoundHandler) {
    this.#handler = handler;
  }

  /** Bytes that it holds while it waits. */
  get byteLength(): number {
    return this.#envelope?.byteLength ?? 0;
  }

  get body(): KubernetesObject {
    this.#body ??= this.#own?.body ?? this.#parse();
    return this.#body;
  }

  get event(): RawEvent | undefined {
    return this.#envelope === undefined ? undefined : { type: this.type, object: this.body };
  }

  get started(): Date {
    return new Date(this.parts.clock.now());
  }

  get changes(): ObjectChanges {
    const changes = (this.object.changes ??= new ObjectChanges());
    if (this.object.plan.view === "full") {
      const own = this.detach();
      changes.basis = () => own.body;
    }
    return changes;
  }

  context(): ResourceEvent {
    return new ResourceEvent(this.#fixed());
  }

  /** A context outlives the call: it stands on a frame that is neither reused nor given another handler. */
  #fixed(): EventFrame {
    const own = new EventFrame(this.parts, false);
    const source = this.detach();
    own.type = source.type;
    own.coalesced = source.coalesced;
    own.#object = source.#object;
    own.#envelope = source.#envelope;
    own.#handler = this.#handler;
    own.#own = source;
    return own;
  }

  #parse(): KubernetesObject {
    return this.#kept?.body() ?? this.#envelope?.parse() ?? this.object.outline;
  }
}
