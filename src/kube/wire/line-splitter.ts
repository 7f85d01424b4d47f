import { OperatorError } from "../../support/errors.js";
import { GrowingBuffer } from "./growing-buffer.js";

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Objects end at about 3 MB; whoever sends more without a line's end does not speak this protocol. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** Cuts chunks of bytes into lines. Lines that lie within one chunk are not copied. */
export class LineSplitter {
  readonly #onLine: (bytes: Buffer, start: number, end: number) => void;
  readonly #begun = new GrowingBuffer();

  /** @param onLine - Gets the bytes of a line without its end, valid during the call only; empty lines are left out. */
  constructor(onLine: (bytes: Buffer, start: number, end: number) => void) {
    this.#onLine = onLine;
  }

  /** How many bytes of a line without an end have come. */
  get pending(): number {
    return this.#begun.length;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let newline = chunk.indexOf(NEWLINE); newline !== -1; newline = chunk.indexOf(NEWLINE, start)) {
      if (this.#begun.length === 0) this.#emit(chunk, start, newline);
      else this.#complete(chunk, start, newline);
      start = newline + 1;
    }
    if (start === chunk.length) return;
    if (this.#begun.length + chunk.length - start > LONGEST_LINE) throw tooLong();
    this.#begun.append(chunk, start, chunk.length);
  }

  #complete(chunk: Buffer, start: number, newline: number): void {
    this.#begun.append(chunk, start, newline);
    const length = this.#begun.length;
    try {
      this.#emit(this.#begun.bytes, 0, length);
    } finally {
      this.#begun.consume(length);
    }
  }

  #emit(bytes: Buffer, start: number, newline: number): void {
    const end = newline > start && bytes[newline - 1] === RETURN ? newline - 1 : newline;
    if (end > start) this.#onLine(bytes, start, end);
  }
}

function tooLong(): OperatorError {
  return new OperatorError("MALFORMED_OBJECT", `A line of a watch is longer than ${LONGEST_LINE} bytes: no object can be that large.`);
}
