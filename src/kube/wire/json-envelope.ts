import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import { apiVersionOf } from "../../resources/resource.js";
import type { Resource } from "../../resources/resource.js";
import { Envelope } from "../envelope.js";
import type { WatchEventType } from "../envelope.js";
import type { TransportCounters } from "../transport-counters.js";
import { DetachedEnvelope } from "./detached-envelope.js";
import { EnvelopeScanner } from "./envelope-scanner.js";
import { METADATA, NAME, NAMESPACE, OBJECT, RESOURCE_VERSION, UID } from "./envelope-keys.js";
import { NO_BYTES } from "./json-bytes.js";
import { parseObject } from "./parsed-object.js";

/** How the objects of a stream are to be understood. */
export interface ObjectsOf {
  readonly resource: Resource;
  /** `metadata`: the server sends `PartialObjectMetadata`, whose kind is not the object's. */
  readonly view: "full" | "metadata";
  readonly counters: TransportCounters;
}

/** The cursor over objects in JSON: it decodes what is asked for, when it is asked for. */
export class JsonEnvelope extends Envelope {
  readonly scanner = new EnvelopeScanner();
  readonly #counters: TransportCounters;
  readonly #view: "full" | "metadata";
  /** What makes an object typed when it is put before its closing brace: of two equal keys the last one counts. */
  readonly #typing: string;
  #bytes: Buffer = NO_BYTES;
  #type: WatchEventType | null = null;
  #uid: string | undefined;
  #resourceVersion: string | undefined;

  constructor({ resource, view, counters }: ObjectsOf) {
    super();
    this.#counters = counters;
    this.#view = view;
    this.#typing = `,"apiVersion":${JSON.stringify(apiVersionOf(resource))},"kind":${JSON.stringify(resource.kind)}}`;
  }

  /** Takes over what the scanner has found; the problem if that is not an object with an identity. */
  load(bytes: Buffer, type: WatchEventType | null): string | undefined {
    this.#bytes = bytes;
    this.#type = type;
    this.#uid = undefined;
    this.#resourceVersion = undefined;
    if (this.scanner.start(OBJECT) < 0) return "there is no object in it";
    if (this.scanner.start(METADATA) < 0) return "the object has no metadata";
    return this.uid === "" ? "the object has no uid" : undefined;
  }

  /** Lets go of the bytes. */
  release(): void {
    this.#bytes = NO_BYTES;
    this.scanner.release();
  }

  get type(): WatchEventType | null {
    return this.#type;
  }

  get uid(): string {
    return (this.#uid ??= this.scanner.text(UID) ?? "");
  }

  get resourceVersion(): string {
    return (this.#resourceVersion ??= this.scanner.text(RESOURCE_VERSION) ?? "");
  }

  get name(): string {
    return this.scanner.text(NAME) ?? "";
  }

  get namespace(): string | undefined {
    return this.scanner.text(NAMESPACE);
  }

  get byteLength(): number {
    return this.scanner.end(OBJECT) - this.scanner.start(OBJECT);
  }

  detach(): Envelope {
    const { type, uid, resourceVersion, name, namespace, byteLength } = this;
    return new DetachedEnvelope({ type, uid, resourceVersion, name, namespace, byteLength }, this.text(), this.#counters);
  }

  parse(): KubernetesObject {
    return parseObject(this.text(), this.#counters);
  }

  text(): string {
    const start = this.scanner.start(OBJECT);
    const end = this.scanner.end(OBJECT);
    if (this.scanner.isTyped && this.#view === "full") return this.#bytes.toString("utf8", start, end);
    return this.#bytes.toString("utf8", start, end - 1) + this.#typing;
  }
}
