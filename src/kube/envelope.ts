import type { KubernetesObject } from "../resources/kubernetes-object.js";

/** What a watch says has happened to an object. */
export type WatchEventType = "ADDED" | "MODIFIED" | "DELETED";

/**
 * What a stream knows of one object without parsing it.
 *
 * @remarks
 * The one that a stream hands out is a cursor that it moves to the next object afterwards: it is valid only during the call.
 * Who needs it for longer takes {@link Envelope.detach}.
 */
export abstract class Envelope {
  /** `null`: the object is from a listing. */
  abstract get type(): WatchEventType | null;
  abstract get uid(): string;
  /** `""` if the object has none. */
  abstract get resourceVersion(): string;
  abstract get name(): string;
  /** `undefined` for objects of cluster-wide kinds. */
  abstract get namespace(): string | undefined;
  /** Length of the object on the wire: what it costs to keep it. */
  abstract get byteLength(): number;

  /** An own copy that stays valid and keeps nothing else alive. */
  abstract detach(): Envelope;

  /**
   * The object, parsed anew by every call; `apiVersion` and `kind` are there also where the server left them out.
   *
   * @throws OperatorError with code `MALFORMED_OBJECT` if it is not JSON.
   */
  abstract parse(): KubernetesObject;

  /** JSON of the object as {@link Envelope.parse} returns it: the cheapest way to keep a body. */
  abstract text(): string;
}
