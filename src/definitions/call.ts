import type { KubeClient } from "../kube/kube-client.js";
import type { Diff } from "../resources/diff.js";
import type { KubernetesObject, ObjectMeta } from "../resources/kubernetes-object.js";
import type { Patch } from "../resources/patch.js";
import type { Resource } from "../resources/resource.js";
import type { OperatorSettings } from "../settings/operator-settings.js";
import type { Logger } from "../telemetry/logger.js";
import type { AdmissionOperation } from "./options.js";

/**
 * What one call of a handler can be asked for. The engine implements it, parameters and contexts read from it.
 * A call may be reused for the next event: values are read before the handler runs, only a context outlives it.
 */
export interface HandlerCall {
  readonly memo: object;
  readonly logger: Logger;
  readonly settings: OperatorSettings;
  readonly kube: KubeClient;
  readonly param: unknown;
  readonly retry: number;
  readonly started: Date;
  readonly runtime: number;
  readonly signal: AbortSignal;
  /** The context of the handler's family; it stays valid. */
  context(): object;
}

/** A call for an object. */
export interface ObjectCall extends HandlerCall {
  readonly resource: Resource;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly uid: string;
  readonly body: KubernetesObject;
  readonly meta: ObjectMeta;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
  readonly patch: Patch;
  /** The object's own instance of a service. */
  service(token: object): unknown;
}

/** `null` for an object from a listing. */
export type EventType = "ADDED" | "MODIFIED" | "DELETED" | null;

/** A watch event as the server sent it. */
export interface RawEvent<Type = KubernetesObject> {
  /** As the server sent it. */
  readonly type: EventType;
  /** The object as of this event. */
  readonly object: Type;
}

/** A call for a watch event. */
export interface EventCall extends ObjectCall {
  readonly type: EventType;
  readonly event: RawEvent | undefined;
  readonly coalesced: number;
}

/** Why a change handler is called. */
export type Reason = "create" | "update" | "delete" | "resume";

/** A call for a detected change. */
export interface ChangeCall extends ObjectCall {
  readonly reason: Reason;
  readonly old: unknown;
  readonly new: unknown;
  readonly diff: Diff;
}

/** Who sent a request to the API server. */
export interface UserInfo {
  /** `"alice"`, or `"system:serviceaccount:<namespace>:<name>"`. */
  readonly username?: string;
  /** Tells users apart that had the same name one after the other. */
  readonly uid?: string;
  /** `"system:authenticated"` and others. */
  readonly groups?: readonly string[];
  /** What else the server's authenticator knows. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** A call for an admission request. */
export interface AdmissionCall extends ObjectCall {
  readonly old: KubernetesObject | undefined;
  readonly new: KubernetesObject | undefined;
  readonly diff: Diff;
  readonly operation: AdmissionOperation;
  readonly subresource: string | undefined;
  readonly dryRun: boolean;
  readonly userInfo: UserInfo;
  readonly warnings: string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly sslPeer: Readonly<Record<string, unknown>>;
}
