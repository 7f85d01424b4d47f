import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import {
  DetachedEnvelope,
  type DetachedOptions,
  type Envelope,
  type ObjectShape,
} from "../envelope.js";
import { eventTypeAt } from "./event-type.js";
import { exactNumberAt } from "./json-scanner.js";
import { decodeMessage, STATUS } from "./protobuf-messages.js";
import { METADATA, parsePartialObject } from "./protobuf-object.js";
import { ProtobufWalker } from "./protobuf-walker.js";
import { StreamEnvelope } from "./stream-envelope.js";
import { unwrapUnknown, type Range } from "./protobuf-unknown.js";
import { textAt } from "./text-at.js";

/** Fields of `ObjectMeta`. */
const NAME = 1;
const NAMESPACE = 3;
const UID = 5;
const RESOURCE_VERSION = 6;

/**
 * Reads from the bytes of a `PartialObjectMetadata` what routing needs. Everything else is stepped over by its length, so that an
 * event costs a third of what the envelope of its JSON does.
 */
export class ProtobufEnvelope extends StreamEnvelope {
  readonly #shape: ObjectShape;
  readonly #detached: DetachedOptions;
  readonly #walker = new ProtobufWalker();
  readonly #body: Range = { start: 0, end: 0 };
  readonly #metadata: Range = { start: 0, end: 0 };
  readonly #type: Range = { start: 0, end: 0 };
  readonly #uid: Range = { start: 0, end: 0 };
  readonly #version: Range = { start: 0, end: 0 };
  readonly #name: Range = { start: 0, end: 0 };
  readonly #namespace: Range = { start: 0, end: 0 };
  #bytes: Buffer = Buffer.alloc(0);

  constructor(shape: ObjectShape) {
    super();
    this.#shape = shape;
    this.#detached = { decode: parseKept, shape };
  }

  readEvent(bytes: Buffer, start: number, end: number): string | undefined {
    this.#bytes = bytes;
    clear(this.#type);
    clear(this.#body);
    const walker = this.#walker.begin(bytes, start, end);
    while (walker.next()) {
      if (walker.field === 1) copy(walker, this.#type);
      if (walker.field === 2) copy(walker, this.#body);
    }
    if (walker.failed || !this.#unwrapBody()) return undefined;
    const { start: typeStart, end: typeEnd } = this.#type;
    const type = eventTypeAt(bytes, typeStart, typeEnd) ?? this.#text(this.#type);
    this.setType(type);
    if (type !== "ERROR" && !this.#readObject()) return undefined;
    return type;
  }

  /** Reads an object of a list; whether it is one. */
  readItem(bytes: Buffer, start: number, end: number): boolean {
    this.#bytes = bytes;
    this.type = null;
    this.#body.start = start;
    this.#body.end = end;
    return this.#readObject();
  }

  status(): unknown {
    const status = decodeMessage({ bytes: this.#bytes, ...this.#body }, STATUS);
    return status === undefined ? undefined : { kind: "Status", ...status };
  }

  get hasIdentity(): boolean {
    return this.#name.end > this.#name.start;
  }

  get name(): string {
    return this.#text(this.#name);
  }

  get namespace(): string | undefined {
    return this.#namespace.end > this.#namespace.start ? this.#text(this.#namespace) : undefined;
  }

  get byteLength(): number {
    return this.#body.end - this.#body.start;
  }

  detach(): Envelope {
    const { start, end } = this.#body;
    return new DetachedEnvelope(this, this.#bytes.toString("latin1", start, end), this.#detached);
  }

  parse(): KubernetesObject {
    return parsePartialObject({ bytes: this.#bytes, ...this.#body }, this.#shape);
  }

  /** `RawExtension`, in it `Unknown`, in it the object. */
  #unwrapBody(): boolean {
    const walker = this.#walker.begin(this.#bytes, this.#body.start, this.#body.end);
    while (walker.next()) if (walker.field === 1) copy(walker, this.#body);
    return !walker.failed && unwrapUnknown(this.#walker, this.#bytes, this.#body);
  }

  #readObject(): boolean {
    clear(this.#metadata);
    const walker = this.#walker.begin(this.#bytes, this.#body.start, this.#body.end);
    while (walker.next()) if (walker.field === METADATA) copy(walker, this.#metadata);
    return !walker.failed && this.#readMetadata();
  }

  #readMetadata(): boolean {
    clear(this.#uid);
    clear(this.#version);
    clear(this.#name);
    clear(this.#namespace);
    const walker = this.#walker.begin(this.#bytes, this.#metadata.start, this.#metadata.end);
    while (walker.next()) {
      switch (walker.field) {
        case NAME:
          copy(walker, this.#name);
          break;
        case NAMESPACE:
          copy(walker, this.#namespace);
          break;
        case UID:
          copy(walker, this.#uid);
          break;
        case RESOURCE_VERSION:
          copy(walker, this.#version);
          break;
      }
    }
    const { start, end } = this.#version;
    this.uid = this.#text(this.#uid);
    this.version = exactNumberAt(this.#bytes, start, end) ?? this.#text(this.#version);
    return !walker.failed;
  }

  #text({ start, end }: Range): string {
    return textAt(this.#bytes, start, end);
  }
}

function parseKept(kept: string, shape: ObjectShape): KubernetesObject {
  const bytes = Buffer.from(kept, "latin1");
  return parsePartialObject({ bytes, start: 0, end: bytes.length }, shape);
}

function clear(range: Range): void {
  range.start = 0;
  range.end = 0;
}

function copy(walker: ProtobufWalker, range: Range): void {
  range.start = walker.isRange ? walker.start : 0;
  range.end = walker.isRange ? walker.end : 0;
}
