import { OperatorError } from "../../support/errors.js";
import type { LineTaker } from "./line-splitter.js";

/** Each frame begins with its length: four bytes, the highest first. */
const HEADER = 4;

/** Objects end at about 3 MB; a longer frame means that the two sides do not agree on where frames begin. */
const LONGEST = 64 * 1024 * 1024;

/** Cuts the chunks of a protobuf watch into frames. Only a frame that spans chunks is copied. */
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
    if (this.#begun.length === 0) return this.#keep(chunk, this.#split(chunk));
    this.#begun.push(chunk);
    this.#begunLength += chunk.length;
    if (this.#begunLength < this.#needed) return;
    const joined = Buffer.concat(this.#begun);
    this.#begun = [];
    this.#keep(joined, this.#split(joined));
  }

  /** Hands on what is complete; where the rest begins. */
  #split(bytes: Buffer): number {
    let at = 0;
    for (;;) {
      this.#needed = HEADER;
      if (bytes.length - at < HEADER) return at;
      const length = bytes.readUInt32BE(at);
      if (length > LONGEST) throw malformed(length);
      this.#needed = HEADER + length;
      if (bytes.length - at < this.#needed) return at;
      this.#take(bytes, at + HEADER, at + this.#needed);
      at += this.#needed;
    }
  }

  #keep(bytes: Buffer, from: number): void {
    this.#begunLength = bytes.length - from;
    if (this.#begunLength > 0) this.#begun.push(bytes.subarray(from));
  }
}

function malformed(length: number): OperatorError {
  return new OperatorError(
    "MALFORMED_OBJECT",
    `A protobuf watch announces an event of ${length} bytes: no object can be that large. The watch is opened again.`,
  );
}
