import { apiVersionOf } from "../../resources/resource.js";
import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import type { LoggedObject } from "../../telemetry/logger.js";
import type { ObjectVersion } from "../../kube/envelope.js";
import type { Attachment } from "./attachment.js";
import type { EventFrame } from "./event-frame.js";
import type { KindPlan } from "./kind-plan.js";
import type { KeptBody } from "./kept-body.js";
import type { ObjectChanges } from "./object-changes.js";
import type { ObjectMemory } from "./object-memory.js";

/** The epoch of an object that its stream does not have any more. */
const GONE = -1;

/** The stream that brings an object. */
export interface TrackingStream {
  readonly plan: KindPlan;
}

/** An object as one stream sees it. There may be 100,000: what few of them need is made when it is needed. */
export class TrackedObject {
  readonly memory: ObjectMemory;
  readonly stream: TrackingStream;
  readonly name: string;
  readonly namespace: string | undefined;
  /** The resourceVersion seen last: a listing that brings it again is no news. */
  version: ObjectVersion;
  /** The listing that has seen it last. */
  epoch = 0;
  /** The last state, where something needs it between events. */
  latest: KeptBody | undefined;
  /** The last event of a batch, where the end of the batch needs it. */
  pending: EventFrame | undefined;
  /** What handlers of the batch want changed. */
  changes: ObjectChanges | undefined;
  /** The same object as another stream sees it. Its memory writes it; nobody else may. */
  sibling: TrackedObject | undefined;
  /** What aspects keep with the object: the first of a chain. */
  #attached: Attachment | undefined;

  constructor(
    memory: ObjectMemory,
    stream: TrackingStream,
    identity: { readonly name: string; readonly namespace: string | undefined },
  ) {
    this.memory = memory;
    this.stream = stream;
    this.name = identity.name;
    this.namespace = identity.namespace;
    this.version = 0;
  }

  get plan(): KindPlan {
    return this.stream.plan;
  }

  /** The stream does not have it any more; its DELETED may still have to be handled. */
  get isGone(): boolean {
    return this.epoch === GONE;
  }

  leaveStream(): void {
    this.epoch = GONE;
  }

  get attached(): Attachment | undefined {
    return this.#attached;
  }

  attach(attachment: Attachment): void {
    attachment.next = this.#attached;
    this.#attached = attachment;
  }

  /** Takes an attachment out; does nothing if it is not in. */
  detach(attachment: Attachment): void {
    if (this.#attached === attachment) {
      this.#attached = attachment.next;
      return;
    }
    for (let before = this.#attached; before !== undefined; before = before.next) {
      if (before.next === attachment) before.next = attachment.next;
    }
  }

  /** How log lines name it. */
  get reference(): LoggedObject {
    const { resource } = this.plan;
    return {
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      name: this.name,
      namespace: this.namespace,
      uid: this.memory.uid,
    };
  }

  /** What is known of the object when no body was kept. */
  get outline(): KubernetesObject {
    const { resource } = this.plan;
    const namespace = this.namespace === undefined ? {} : { namespace: this.namespace };
    const metadata = { name: this.name, ...namespace, uid: this.memory.uid };
    return { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata };
  }
}
