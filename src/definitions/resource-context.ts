import type { Memo } from "../memo/memo.js";
import { frozen } from "../resources/frozen.js";
import type { DeepReadonly, SpecOf, StatusOf } from "../resources/deep-readonly.js";
import type { KubernetesObject, ObjectMeta } from "../resources/kubernetes-object.js";
import type { Patch } from "../resources/patch.js";
import type { Resource } from "../resources/resource.js";
import type { ObjectCall } from "./call.js";
import { HandlerContext } from "./handler-context.js";

/** What the context of every handler of an object has. `T` is the object's type, `M` the memo's class. Bodies are read-only. */
export abstract class ResourceContext<
  T extends object = KubernetesObject,
  M extends object = Memo,
> extends HandlerContext<M> {
  readonly #call: ObjectCall;

  /** @internal */
  constructor(call: ObjectCall) {
    super(call);
    this.#call = call;
  }

  /** The object's kind, as discovery describes it. */
  get resource(): Resource {
    return this.#call.resource;
  }

  /** `metadata.name`. */
  get name(): string {
    return this.#call.name;
  }

  /** `undefined` for cluster-wide kinds. */
  get namespace(): string | undefined {
    return this.#call.namespace;
  }

  /** `metadata.uid`: tells objects apart that had the same name one after the other. */
  get uid(): string {
    return this.#call.uid;
  }

  /** The whole object. */
  get body(): DeepReadonly<T> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the author names the object's type
    return frozen(this.#call.body) as DeepReadonly<T>;
  }

  /** The whole metadata. */
  get meta(): ObjectMeta {
    return frozen(this.#call.meta);
  }

  /** `{}` if there are none. */
  get labels(): Readonly<Record<string, string>> {
    return frozen(this.#call.labels);
  }

  /** `{}` if there are none. */
  get annotations(): Readonly<Record<string, string>> {
    return frozen(this.#call.annotations);
  }

  /** `{}` if there is none. */
  get spec(): SpecOf<T> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the author names the object's type
    return frozen(this.#call.spec) as SpecOf<T>;
  }

  /** `{}` if there is none. */
  get status(): StatusOf<T> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the author names the object's type
    return frozen(this.#call.status) as StatusOf<T>;
  }

  /** What should be changed on the object. */
  get patch(): Patch<T> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the author names the object's type
    return this.#call.patch as unknown as Patch<T>;
  }
}
