import { OperatorError } from "../../support/errors.js";
import { Byte, skipSpace, skipValue, stringAt } from "./json-scanner.js";
import type { JsonEnvelope } from "./json-envelope.js";
import { ObjectWalker } from "./object-walker.js";
import type { StreamPage } from "./stream-format.js";

/**
 * Steps through the items of a list's page without parsing it: item by item, so that a page of any size never holds up the process
 * (one `JSON.parse` of 50,000 objects takes a second).
 */
export class ListPage implements StreamPage {
  /** The list's version; known when all items were read. */
  resourceVersion = "";
  /** Token of the next page; empty on the last one. */
  continueToken = "";
  readonly #bytes: Buffer;
  readonly #envelope: JsonEnvelope;
  readonly #walker: ObjectWalker;
  readonly #metadata = new ObjectWalker();
  /** Where the next item may begin; -1 outside of the items. */
  #itemAt = -1;
  #hasItems = false;
  #hasMetadata = false;

  constructor(bytes: Buffer, envelope: JsonEnvelope) {
    this.#bytes = bytes;
    this.#envelope = envelope;
    this.#walker = new ObjectWalker().begin(bytes, skipSpace(bytes, 0, bytes.length), bytes.length);
  }

  /**
   * Reads the next item into the envelope; `false` when there is none left.
   *
   * @throws OperatorError with code MALFORMED_OBJECT if the page is no list, or is cut.
   */
  next(): boolean {
    for (;;) {
      if (this.#itemAt >= 0) {
        if (this.#readItem()) return true;
        continue;
      }
      if (!this.#walker.next()) break;
      this.#member();
    }
    // Any other object would be taken for an empty list, and all objects for vanished.
    if (this.#walker.failed || !this.#hasItems || !this.#hasMetadata) throw malformed();
    return false;
  }

  #member(): void {
    const walker = this.#walker;
    if (walker.isKey("metadata")) {
      this.#hasMetadata = true;
      walker.leave(this.#readMetadata(walker.valueStart));
    } else if (walker.isKey("items")) this.#enterItems();
    else walker.leave();
  }

  /** The items; `null` in a list of none, as some servers write it. */
  #enterItems(): void {
    const at = this.#walker.valueStart;
    if (this.#bytes[at] === Byte.OPEN_LIST) {
      this.#hasItems = true;
      this.#itemAt = at + 1;
      return;
    }
    const end = this.#walker.leave();
    this.#hasItems = end > 0 && isNull(this.#bytes, at, end);
  }

  #readItem(): boolean {
    const { length } = this.#bytes;
    let at = skipSpace(this.#bytes, this.#itemAt, length);
    if (this.#bytes[at] === Byte.COMMA) at = skipSpace(this.#bytes, at + 1, length);
    if (this.#bytes[at] === Byte.CLOSE_LIST) {
      this.#itemAt = -1;
      this.#walker.leave(at + 1);
      return false;
    }
    const end = this.#envelope.readItem(this.#bytes, at, length);
    if (end < 0) throw malformed();
    this.#itemAt = end;
    return true;
  }

  #readMetadata(start: number): number {
    const bytes = this.#bytes;
    const metadata = this.#metadata.begin(bytes, start, bytes.length);
    while (metadata.next()) {
      const end = skipValue(bytes, metadata.valueStart, bytes.length);
      const isString = end > 0 && bytes[metadata.valueStart] === Byte.QUOTE;
      if (isString && metadata.isKey("resourceVersion"))
        this.resourceVersion = stringAt(bytes, metadata.valueStart, end);
      if (isString && metadata.isKey("continue"))
        this.continueToken = stringAt(bytes, metadata.valueStart, end);
      metadata.leave(end);
    }
    return metadata.failed ? -1 : metadata.objectEnd;
  }
}

function isNull(bytes: Buffer, start: number, end: number): boolean {
  return bytes.toString("latin1", start, end) === "null";
}

function malformed(): OperatorError {
  return new OperatorError(
    "MALFORMED_OBJECT",
    "The server's answer to a list is no list, or it is cut. The list is asked for again.",
  );
}
