import type { ObjectCall } from "../../definitions/call.js";
import type { KubeClient } from "../../kube/kube-client.js";
import { isRecord } from "../../resources/json.js";
import type { KubernetesObject, ObjectMeta } from "../../resources/kubernetes-object.js";
import type { Patch } from "../../resources/patch.js";
import type { Resource } from "../../resources/resource.js";
import type { OperatorSettings } from "../../settings/operator-settings.js";
import type { Logger } from "../../telemetry/logger.js";
import type { BoundHandler } from "./bound-handler.js";
import type { EngineParts } from "./engine-parts.js";
import type { ObjectChanges } from "./object-changes.js";
import type { TrackedObject } from "./tracked-object.js";

const NOTHING: Readonly<Record<string, never>> = Object.freeze({});

/** What handlers of all families can ask of the object at hand. */
export abstract class TrackedCall implements ObjectCall {
  abstract readonly object: TrackedObject;
  abstract readonly handler: BoundHandler;
  abstract readonly body: KubernetesObject;
  abstract readonly retry: number;
  abstract readonly started: Date;
  abstract readonly runtime: number;
  abstract readonly changes: ObjectChanges;
  readonly parts: EngineParts;

  constructor(parts: EngineParts) {
    this.parts = parts;
  }

  abstract context(): object;

  get memo(): object {
    return this.object.memory.memo;
  }

  get logger(): Logger {
    return this.parts.logger.child(this.object.reference);
  }

  get settings(): OperatorSettings {
    return this.parts.settings;
  }

  get kube(): KubeClient {
    return this.parts.kube;
  }

  get param(): unknown {
    return this.handler.definition.param;
  }

  get signal(): AbortSignal {
    return this.object.memory.signal;
  }

  get resource(): Resource {
    return this.object.plan.resource;
  }

  get name(): string {
    return this.object.name;
  }

  get namespace(): string | undefined {
    return this.object.namespace;
  }

  get uid(): string {
    return this.object.memory.uid;
  }

  get meta(): ObjectMeta {
    return this.body.metadata ?? NOTHING;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.meta.labels ?? NOTHING;
  }

  get annotations(): Readonly<Record<string, string>> {
    return this.meta.annotations ?? NOTHING;
  }

  get spec(): Readonly<Record<string, unknown>> {
    return recordOr(this.body.spec);
  }

  get status(): Readonly<Record<string, unknown>> {
    return recordOr(this.body.status);
  }

  get patch(): Patch {
    return this.changes.patch;
  }

  service(token: object): unknown {
    const { memory } = this.object;
    memory.scope ??= this.parts.openScope(this.object);
    return memory.scope.get(token);
  }
}

function recordOr(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : NOTHING;
}
