import { NO_BYTES } from "./json-bytes.js";

/** A buffer that had to grow past this is not kept for the next line. */
const KEPT_CAPACITY = 256 * 1024;
const FIRST_CAPACITY = 16 * 1024;

/** Bytes that are collected until they are complete. */
export class GrowingBuffer {
  #bytes: Buffer = NO_BYTES;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The collected bytes are its first {@link GrowingBuffer.length}. Valid until the next change. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  append(source: Buffer, start: number, end: number): void {
    this.#reserve(this.#length + end - start);
    source.copy(this.#bytes, this.#length, start, end);
    this.#length += end - start;
  }

  /** Drops the first `count` bytes. */
  consume(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
    if (this.#length === 0 && this.#bytes.length > KEPT_CAPACITY) this.#bytes = NO_BYTES;
  }

  #reserve(needed: number): void {
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length, FIRST_CAPACITY));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
