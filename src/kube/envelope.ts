import { isRecord } from "../resources/json.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { messageOf, OperatorError } from "../support/errors.js";
import type { TransportCounters } from "./transport-counters.js";

/** What happened to an object. */
export type WatchEventType = "ADDED" | "MODIFIED" | "DELETED";

/** A resourceVersion: see `Envelope.version`. */
export type ObjectVersion = number | string;

/** How the objects of a stream are completed when they are parsed. */
export interface ObjectShape {
  readonly apiVersion: string;
  readonly kind: string;
  /** The objects come as `PartialObjectMetadata` and get their own kind back. */
  readonly isPartial: boolean;
  readonly counters: TransportCounters;
}

/**
 * What a stream knows of one object without parsing it. A stream has one that it uses for line after line: it is valid only during
 * the call that brings it; `detach` gives one that stays.
 */
export abstract class Envelope {
  /** `null`: from a listing. */
  type: WatchEventType | null = null;
  /** Empty if the object has none. */
  uid = "";
  /**
   * Its version: as a number where it is one, as on every server we know (no string for each event, and none kept for each object);
   * otherwise as text. Empty if there is none. Only ever compared for being the same.
   */
  version: ObjectVersion = "";

  abstract get name(): string;
  abstract get namespace(): string | undefined;
  /** What it holds of memory, about. */
  abstract get byteLength(): number;
  /** A copy of this object's line alone. */
  abstract detach(): Envelope;
  /**
   * Parses the object.
   *
   * @throws OperatorError with code MALFORMED_OBJECT if it is no JSON object.
   */
  abstract parse(): KubernetesObject;
}

/** Makes an object of what was kept of its bytes. */
export type Decoder = (kept: string, shape: ObjectShape) => KubernetesObject;

/**
 * What stays of an object: its text, or its bytes one character each, apart from the chunk that brought them, which any part of
 * it would keep alive. Strings live with the other small things; a buffer costs a hundred bytes more.
 */
export class DetachedEnvelope extends Envelope {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly #kept: string;
  readonly #decode: Decoder;
  readonly #shape: ObjectShape;

  constructor(source: Envelope, kept: string, { decode, shape }: DetachedOptions) {
    super();
    this.type = source.type;
    this.uid = source.uid;
    this.version = source.version;
    this.name = source.name;
    this.namespace = source.namespace;
    this.#kept = kept;
    this.#decode = decode;
    this.#shape = shape;
  }

  get byteLength(): number {
    return this.#kept.length;
  }

  detach(): this {
    return this;
  }

  parse(): KubernetesObject {
    return this.#decode(this.#kept, this.#shape);
  }
}

/** How a detached envelope is read. */
export interface DetachedOptions {
  readonly decode: Decoder;
  readonly shape: ObjectShape;
}

/** Parses an object's text, and gives it the kind that lists and partial objects leave out. */
export function parseObject(text: string, shape: ObjectShape): KubernetesObject {
  shape.counters.parses++;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new OperatorError(
      "MALFORMED_OBJECT",
      `The server sent a ${shape.kind} that is no JSON: ${messageOf(error)}`,
      { cause: error },
    );
  }
  if (!isRecord(parsed)) {
    throw new OperatorError(
      "MALFORMED_OBJECT",
      `The server sent a ${shape.kind} that is no object: ${text.slice(0, 100)}`,
    );
  }
  const object: KubernetesObject = parsed;
  if (!shape.isPartial && object.kind !== undefined && object.apiVersion !== undefined)
    return object;
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return { apiVersion: shape.apiVersion, kind: shape.kind, ...rest };
}
