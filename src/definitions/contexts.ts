import type { Memo } from "../memo/memo.js";
import type { Diff } from "../resources/diff.js";
import { frozen } from "../resources/frozen.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import type {
  AdmissionCall,
  ChangeCall,
  EventCall,
  EventType,
  ObjectCall,
  RawEvent,
  Reason,
  UserInfo,
} from "./call.js";
import type { AdmissionOperation } from "./options.js";
import { ResourceContext } from "./resource-context.js";

/** The context of `@OnEvent` handlers: one watch event of an object. */
export class ResourceEvent<
  T extends object = KubernetesObject,
  M extends object = Memo,
> extends ResourceContext<T, M> {
  readonly #call: EventCall;

  /** @internal */
  constructor(call: EventCall) {
    super(call);
    this.#call = call;
    Object.preventExtensions(this);
  }

  /** `null` for an object from a listing. */
  get type(): EventType {
    return this.#call.type;
  }

  /** The event as the server sent it; `undefined` for an object that was found missing in a later listing. */
  get event(): RawEvent<T> | undefined {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the author names the object's type
    return frozen(this.#call.event) as RawEvent<T> | undefined;
  }

  /** How many earlier events of this object this one stands for. */
  get coalesced(): number {
    return this.#call.coalesced;
  }
}

/** The context of `@Timer` handlers: one run. */
export class TimerTick<
  T extends object = KubernetesObject,
  M extends object = Memo,
> extends ResourceContext<T, M> {
  /** @internal */
  constructor(call: ObjectCall) {
    super(call);
    Object.preventExtensions(this);
  }
}

/** The context of `@Daemon` handlers. */
export class DaemonRun<
  T extends object = KubernetesObject,
  M extends object = Memo,
> extends ResourceContext<T, M> {
  /** @internal */
  constructor(call: ObjectCall) {
    super(call);
    Object.preventExtensions(this);
  }
}

/** The context of `@Index` functions. */
export class IndexedResource<
  T extends object = KubernetesObject,
  M extends object = Memo,
> extends ResourceContext<T, M> {
  /** @internal */
  constructor(call: ObjectCall) {
    super(call);
    Object.preventExtensions(this);
  }
}

/** The context of `@Reconcile` handlers. */
export class Reconciliation<
  T extends object = KubernetesObject,
  M extends object = Memo,
> extends ResourceContext<T, M> {
  /** @internal */
  constructor(call: ObjectCall) {
    super(call);
    Object.preventExtensions(this);
  }
}

/** The context of `@OnCreate`, `@OnUpdate`, `@OnDelete`, `@OnResume` and `@OnField` handlers: one detected change. */
export class ResourceChange<
  T extends object = KubernetesObject,
  M extends object = Memo,
> extends ResourceContext<T, M> {
  readonly #call: ChangeCall;

  /** @internal */
  constructor(call: ChangeCall) {
    super(call);
    this.#call = call;
    Object.preventExtensions(this);
  }

  /** Why the handler is called. */
  get reason(): Reason {
    return this.#call.reason;
  }

  /** What was handled last; `undefined` on creation. With a field: that field's value. */
  get old(): unknown {
    return this.#call.old;
  }

  /** What is now. With a field: that field's value. */
  get new(): unknown {
    return this.#call.new;
  }

  /** What differs between `old` and `new`. */
  get diff(): Diff {
    return this.#call.diff;
  }
}

/** The context of `@OnValidate` and `@OnMutate` handlers: one request to the API server. */
export class AdmissionRequest<
  T extends object = KubernetesObject,
  M extends object = Memo,
> extends ResourceContext<T, M> {
  readonly #call: AdmissionCall;

  /** @internal */
  constructor(call: AdmissionCall) {
    super(call);
    this.#call = call;
    Object.preventExtensions(this);
  }

  /** What the request does. */
  get operation(): AdmissionOperation {
    return this.#call.operation;
  }

  /** The subresource that the request is for, if any. */
  get subresource(): string | undefined {
    return this.#call.subresource;
  }

  /** Whether the request is only tried. */
  get dryRun(): boolean {
    return this.#call.dryRun;
  }

  /** Who sent the request. */
  get userInfo(): UserInfo {
    return this.#call.userInfo;
  }

  /** Warnings for the user; push into it. */
  get warnings(): string[] {
    return this.#call.warnings;
  }

  /** The HTTP headers of the request. */
  get headers(): Readonly<Record<string, string>> {
    return this.#call.headers;
  }

  /** The client certificate of the API server, where one was asked for. */
  get sslPeer(): Readonly<Record<string, unknown>> {
    return this.#call.sslPeer;
  }

  /** The object before an update or a deletion. */
  get old(): unknown {
    return this.#call.old;
  }

  /** The object as it would be. */
  get new(): unknown {
    return this.#call.new;
  }

  /** What differs between `old` and `new`. */
  get diff(): Diff {
    return this.#call.diff;
  }
}
