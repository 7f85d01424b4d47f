import { apiVersionOf } from "../../resources/resource.js";
import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import type { LoggedObject } from "../../telemetry/logger.js";
import type { ObjectVersion } from "../../kube/envelope.js";
import type { EventFrame } from "./event-frame.js";
import type { KindPlan } from "./kind-plan.js";
import type { KeptBody } from "./kept-body.js";
import type { ObjectChanges } from "./object-changes.js";
import type { ObjectMemory } from "./object-memory.js";

/** An object as one stream sees it. There may be 100,000: what few of them need is made when it is needed. */
export class TrackedObject {
  readonly memory: ObjectMemory;
  readonly plan: KindPlan;
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
  /** The patch with results that was sent last, where the status is not watched. */
  lastSent: string | undefined;

  constructor(
    memory: ObjectMemory,
    plan: KindPlan,
    identity: { readonly name: string; readonly namespace: string | undefined },
  ) {
    this.memory = memory;
    this.plan = plan;
    this.name = identity.name;
    this.namespace = identity.namespace;
    this.version = 0;
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
