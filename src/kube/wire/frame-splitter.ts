import { OperatorError } from "../../support/errors.js";
import type { LineTaker } from "./line-splitter.js";

/** Each frame begins with its length: four bytes, the highest first. */
const HEADER = 4;

/** Objects end at about 3 MB; a longer frame means that the two sides do not agree on where frames begin. */
const LONGEST = 64 * 1024 * 1024;

/** Cuts the chunks of a protobuf watch into frames. Only a frame that spans chunks is copied, and nothing else of its chunks. */
export class FrameSplitter {
  readonly #take: LineTaker;
  #begun: Buffer[] = [];
  #begunLength = 0;
  /** How many bytes the frame needs that was begun, as far as is known. */
  #needed = HEADER;

  constructor(take: LineTaker) {
    this.#take = take;
  }

  /** @throws OperatorError with code MALFORMED_OBJECT if the bytes cannot be frames. */
  push(chunk: Buffer): void {
    let at = 0;
    while (this.#begunLength > 0 && at < chunk.length) at = this.#fill(chunk, at);
    at = this.#split(chunk, at);
    while (at < chunk.length) at = this.#fill(chunk, at);
  }

  /** Hands on the frames that are there as a whole; where the rest begins. */
  #split(bytes: Buffer, from: number): number {
    let at = from;
    while (bytes.length - at >= HEADER) {
      const end = at + HEADER + lengthAt(bytes, at);
      if (end > bytes.length) break;
      this.#take(bytes, at + HEADER, end);
      at = end;
    }
    return at;
  }

  /** Takes what the frame that was begun needs next: the rest of its header, or of all of it. Returns the index behind. */
  #fill(chunk: Buffer, from: number): number {
    const part = chunk.subarray(from, from + this.#needed - this.#begunLength);
    this.#begun.push(part);
    this.#begunLength += part.length;
    if (this.#begunLength === this.#needed) this.#filled();
    return from + part.length;
  }

  #filled(): void {
    const bytes = Buffer.concat(this.#begun);
    this.#begun = [bytes];
    if (this.#needed === HEADER) this.#needed += lengthAt(bytes, 0);
    if (this.#begunLength < this.#needed) return;
    this.#begun = [];
    this.#begunLength = 0;
    this.#needed = HEADER;
    this.#take(bytes, HEADER, bytes.length);
  }
}

function lengthAt(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32BE(at);
  if (length > LONGEST) throw malformed(length);
  return length;
}

function malformed(length: number): OperatorError {
  return new OperatorError(
    "MALFORMED_OBJECT",
    `A protobuf watch announces an event of ${length} bytes: no object can be that large. The watch is opened again.`,
  );
}
