import type { ObjectCall } from "../../src/definitions/call.js";
import type { KubernetesObject, ObjectMeta } from "../../src/resources/kubernetes-object.js";

/** The context that a filter's predicate gets. */
export interface FakeContext {
  readonly body: KubernetesObject;
}

/** As much of a handler's call as filters read. */
export function objectCall(body: KubernetesObject): ObjectCall {
  const meta: ObjectMeta = body.metadata ?? {};
  const call: Partial<ObjectCall> = {
    body,
    meta,
    labels: meta.labels ?? {},
    annotations: meta.annotations ?? {},
    context: (): FakeContext => ({ body }),
  };
  return call as ObjectCall;
}
