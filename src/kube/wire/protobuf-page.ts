import { OperatorError } from "../../support/errors.js";
import type { ProtobufEnvelope } from "./protobuf-envelope.js";
import { unwrapUnknown } from "./protobuf-unknown.js";
import { ProtobufWalker } from "./protobuf-walker.js";
import type { StreamPage } from "./stream-format.js";

/** Fields of `PartialObjectMetadataList`. */
const LIST_META = 1;
const ITEMS = 2;
/** Fields of `ListMeta`. */
const RESOURCE_VERSION = 2;
const CONTINUE = 3;

/** Steps through the items of a list's page in protobuf. */
export class ProtobufPage implements StreamPage {
  resourceVersion = "";
  continueToken = "";
  readonly #bytes: Buffer;
  readonly #envelope: ProtobufEnvelope;
  readonly #walker = new ProtobufWalker();
  #hasMetadata = false;

  /** @throws OperatorError with code MALFORMED_OBJECT if the page is no list. */
  constructor(bytes: Buffer, envelope: ProtobufEnvelope) {
    this.#bytes = bytes;
    this.#envelope = envelope;
    const list = { start: 0, end: bytes.length };
    if (!unwrapUnknown(this.#walker, bytes, list)) throw malformed();
    this.#walker.begin(bytes, list.start, list.end);
  }

  /** @throws OperatorError with code MALFORMED_OBJECT if the page is no list, is cut, or an item cannot be read. */
  next(): boolean {
    const walker = this.#walker;
    while (walker.next()) {
      if (walker.field === LIST_META) this.#readMetadata(walker.start, walker.end);
      if (walker.field !== ITEMS) continue;
      if (!this.#envelope.readItem(this.#bytes, walker.start, walker.end)) throw malformed();
      return true;
    }
    // No bytes are a message, too: one without items.
    if (walker.failed || !this.#hasMetadata) throw malformed();
    return false;
  }

  #readMetadata(start: number, end: number): void {
    this.#hasMetadata = true;
    const metadata = new ProtobufWalker().begin(this.#bytes, start, end);
    while (metadata.next()) {
      const text = this.#bytes.toString("utf8", metadata.start, metadata.end);
      if (metadata.field === RESOURCE_VERSION && metadata.isRange) this.resourceVersion = text;
      if (metadata.field === CONTINUE && metadata.isRange) this.continueToken = text;
    }
    if (metadata.failed) throw malformed();
  }
}

function malformed(): OperatorError {
  return new OperatorError(
    "MALFORMED_OBJECT",
    "The server's answer to a list is no list in protobuf, or it is cut. The list is asked for again.",
  );
}
