const VARINT = 0;
const FIXED_64 = 1;
const DELIMITED = 2;
const FIXED_32 = 5;

/** Made once: even an empty buffer costs more than the rest of a walker. */
const NO_BYTES = Buffer.alloc(0);

/** A varint has at most this many bytes. */
const LONGEST_VARINT = 10;

/**
 * Steps through the fields of a protobuf message in bytes, without making anything of them. One walker may be used again and again.
 */
export class ProtobufWalker {
  /** The field's number. */
  field = 0;
  /** Whether the field is a range of bytes: a string, or a message. */
  isRange = false;
  /** The range. */
  start = 0;
  end = 0;
  /** What a field that is no range holds; exact up to 2^53. */
  value = 0;
  /** The bytes are no message, or cut. */
  failed = false;
  #bytes: Buffer = NO_BYTES;
  #at = 0;
  #limit = 0;

  begin(bytes: Buffer, start: number, end: number): this {
    this.#bytes = bytes;
    this.#at = start;
    this.#limit = end;
    this.failed = end > bytes.length;
    return this;
  }

  /** Steps to the next field; `false` at the end, or when something is wrong. */
  next(): boolean {
    if (this.failed || this.#at >= this.#limit) return false;
    const tag = this.#varint();
    this.field = Math.floor(tag / 8);
    this.isRange = false;
    switch (tag % 8) {
      case VARINT:
        this.value = this.#varint();
        break;
      case DELIMITED:
        this.isRange = true;
        this.#skip(this.#varint());
        break;
      case FIXED_64:
        this.#skip(8);
        break;
      case FIXED_32:
        this.#skip(4);
        break;
      default:
        this.failed = true;
    }
    return !this.failed;
  }

  #skip(length: number): void {
    this.start = this.#at;
    this.end = this.#at + length;
    this.#at = this.end;
    if (this.end > this.#limit) this.failed = true;
  }

  #varint(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < LONGEST_VARINT && this.#at < this.#limit; count++) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    this.failed = true;
    return 0;
  }
}
