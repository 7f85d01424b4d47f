import { OperatorError } from "../../support/errors.js";
import { isRecord, stringOf } from "../json.js";
import type { EnvelopeScanner } from "./envelope-scanner.js";
import { GrowingBuffer } from "./growing-buffer.js";
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  INCOMPLETE,
  INVALID,
  NO_BYTES,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
  skipString,
  skipValue,
  stringAt,
} from "./json-bytes.js";

/** What a page says besides its items. */
export interface PageEnd {
  readonly resourceVersion: string;
  /** `""`: this was the last page. */
  readonly continueToken: string;
}

type State = "begin" | "member" | "items" | "end";

/**
 * Finds the items in a page of a list while its bytes come in.
 *
 * @remarks
 * Custom resources have their items before the list's metadata, other kinds after it: both are fine. What is complete is
 * handed out; the rest waits. An item that spans many chunks is looked at again only when twice as much of it has come, which
 * keeps the work in proportion to the bytes.
 */
export class PageScanner {
  readonly #scanner: EnvelopeScanner;
  readonly #onItem: (bytes: Buffer, start: number, end: number) => void;
  readonly #rest = new GrowingBuffer();
  #bytes: Buffer = NO_BYTES;
  #end = 0;
  #worthALook = 0;
  #state: State = "begin";
  #metadata: unknown;

  /** @param onItem - Called when the scanner stands on an item; with the item's bytes, valid during the call. */
  constructor(scanner: EnvelopeScanner, onItem: (bytes: Buffer, start: number, end: number) => void) {
    this.#scanner = scanner;
    this.#onItem = onItem;
  }

  /** @throws OperatorError with code `MALFORMED_OBJECT` if this is not the JSON of a list. */
  push(chunk: Buffer): void {
    if (this.#rest.length === 0) {
      const position = this.#scan(chunk, chunk.length);
      this.#rest.append(chunk, position, chunk.length);
    } else {
      this.#rest.append(chunk, 0, chunk.length);
      if (this.#rest.length < this.#worthALook) return;
      this.#rest.consume(this.#scan(this.#rest.bytes, this.#rest.length));
    }
    this.#worthALook = 2 * this.#rest.length;
  }

  /** The page is complete. @throws OperatorError with code `MALFORMED_OBJECT` if it is not. */
  finish(): PageEnd {
    if (this.#rest.length > 0) this.#rest.consume(this.#scan(this.#rest.bytes, this.#rest.length));
    const metadata = this.#metadata;
    if (this.#state !== "end" || !isRecord(metadata)) {
      throw malformed("it ends too early, or has no metadata");
    }
    return { resourceVersion: stringOf(metadata["resourceVersion"]), continueToken: stringOf(metadata["continue"]) };
  }

  /** Goes as far as the bytes allow; the position of what is not complete. */
  #scan(bytes: Buffer, end: number): number {
    this.#bytes = bytes;
    this.#end = end;
    let position = skipSpace(bytes, 0, end);
    while (position < end && this.#state !== "end") {
      const next = this.#step(position);
      if (next === INVALID) throw malformed("it is not the JSON of a list");
      if (next === INCOMPLETE) return position;
      position = skipSpace(bytes, next, end);
    }
    return position;
  }

  #step(at: number): number {
    switch (this.#state) {
      case "begin":
        this.#state = "member";
        return this.#bytes[at] === OPEN_BRACE ? at + 1 : INVALID;
      case "member":
        return this.#member(at);
      case "items":
        return this.#item(at);
      case "end":
        return at;
    }
  }

  #member(at: number): number {
    const first = this.#bytes[at];
    if (first === COMMA) return at + 1;
    if (first === CLOSE_BRACE) {
      this.#state = "end";
      return at + 1;
    }
    if (first !== QUOTE) return INVALID;
    const behindKey = skipString(this.#bytes, at + 1, this.#end);
    if (behindKey < 0) return behindKey;
    const colon = skipSpace(this.#bytes, behindKey, this.#end);
    if (colon >= this.#end) return INCOMPLETE;
    if (this.#bytes[colon] !== COLON) return INVALID;
    return this.#value(stringAt(this.#bytes, at + 1, behindKey - 1), skipSpace(this.#bytes, colon + 1, this.#end));
  }

  #value(key: string, at: number): number {
    if (at >= this.#end) return INCOMPLETE;
    if (key === "items" && this.#bytes[at] === OPEN_BRACKET) {
      this.#state = "items";
      return at + 1;
    }
    const behind = skipValue(this.#bytes, at, this.#end);
    if (key === "metadata" && behind > 0) this.#metadata = parsed(this.#bytes.toString("utf8", at, behind));
    return behind;
  }

  #item(at: number): number {
    const first = this.#bytes[at];
    if (first === COMMA) return at + 1;
    if (first === CLOSE_BRACKET) {
      this.#state = "member";
      return at + 1;
    }
    const behind = this.#scanner.scanObject(this.#bytes, at, this.#end);
    if (behind > 0) this.#onItem(this.#bytes, at, behind);
    return behind;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("its metadata is not JSON");
  }
}

function malformed(problem: string): OperatorError {
  return new OperatorError("MALFORMED_OBJECT", `The server's list cannot be read: ${problem}.`);
}
