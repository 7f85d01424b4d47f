import { OperatorError } from "../../support/errors.js";
import type { ObjectShape } from "../envelope.js";
import { FrameSplitter } from "./frame-splitter.js";
import { JsonEnvelope } from "./json-envelope.js";
import { LineSplitter } from "./line-splitter.js";
import type { LineTaker } from "./line-splitter.js";
import { ListPage } from "./list-page.js";
import { ProtobufEnvelope } from "./protobuf-envelope.js";
import { ProtobufPage } from "./protobuf-page.js";
import type { StreamEnvelope } from "./stream-envelope.js";

const PROTOBUF = "application/vnd.kubernetes.protobuf";
const JSON_TYPE = "application/json";
const IS_JSON = /[/+]json\b/;

function partial(kind: "PartialObjectMetadata" | "PartialObjectMetadataList"): string {
  const parameters = `as=${kind};g=meta.k8s.io;v=v1`;
  // Whole objects, for servers that cannot give less, come last.
  return `${PROTOBUF};${parameters},${JSON_TYPE};${parameters},${JSON_TYPE}`;
}

/** The media types that are asked for, the most welcome one first. Custom resources as a whole are to be had in JSON only. */
export const ACCEPT = {
  full: { list: JSON_TYPE, watch: JSON_TYPE },
  metadata: { list: partial("PartialObjectMetadataList"), watch: partial("PartialObjectMetadata") },
} as const;

/** A page of a list: steps from item to item. */
export interface StreamPage {
  /** Reads the next item into the format's envelope; `false` when there is none left. */
  next(): boolean;
  /** The list's version; known when all items were read. */
  readonly resourceVersion: string;
  /** Token of the next page; empty on the last one; known when all items were read. */
  readonly continueToken: string;
}

/** Cuts chunks into events. */
export interface StreamSplitter {
  push(chunk: Buffer): void;
}

/** How the server writes: what cuts its bytes into events and items, and the envelope that these are read into. */
export interface StreamFormat {
  readonly envelope: StreamEnvelope;
  page(bytes: Buffer): StreamPage;
  splitter(take: LineTaker): StreamSplitter;
}

/** The formats of one stream; the server chooses with each answer. */
export class StreamFormats {
  readonly #json: StreamFormat;
  readonly #shape: ObjectShape;
  #protobuf: StreamFormat | undefined;

  constructor(shape: ObjectShape) {
    this.#shape = shape;
    this.#json = jsonFormat(shape);
  }

  /**
   * The format of an answer, by its content type. One that says none is JSON.
   *
   * @throws OperatorError with code MALFORMED_OBJECT if it is something else: a proxy's page.
   */
  of(contentType: string): StreamFormat {
    if (contentType === "" || IS_JSON.test(contentType)) return this.#json;
    if (!contentType.includes(PROTOBUF)) throw neither(contentType);
    this.#protobuf ??= protobufFormat(this.#shape);
    return this.#protobuf;
  }
}

function neither(contentType: string): OperatorError {
  return new OperatorError(
    "MALFORMED_OBJECT",
    `The server's answer is ${contentType}, neither JSON nor protobuf. Check proxies on the way.`,
  );
}

function jsonFormat(shape: ObjectShape): StreamFormat {
  const envelope = new JsonEnvelope(shape);
  return {
    envelope,
    page: (bytes) => new ListPage(bytes, envelope),
    splitter: (take) => new LineSplitter(take),
  };
}

function protobufFormat(shape: ObjectShape): StreamFormat {
  const envelope = new ProtobufEnvelope(shape);
  return {
    envelope,
    page: (bytes) => new ProtobufPage(bytes, envelope),
    splitter: (take) => new FrameSplitter(take),
  };
}
