import { Byte, isPlainKey, skipSpace, skipValue, stringAt } from "./json-scanner.js";

/** Steps through the members of a JSON object in bytes, one key and the beginning of its value at a time. One walker may be used again and again. */
export class ObjectWalker {
  /** The key's range, quotes included. */
  keyStart = 0;
  keyEnd = 0;
  /** The first byte of the value. */
  valueStart = 0;
  /** Behind the object, once `next` has returned false without `failed`. */
  objectEnd = -1;
  /** The text is cut, or no object. */
  failed = false;
  #bytes: Buffer = Buffer.alloc(0);
  #hasEscapes = false;
  #at = 0;
  #end = 0;
  #isFirst = true;

  /** Begins at an object's opening brace. */
  begin(bytes: Buffer, from: number, end: number): this {
    this.#bytes = bytes;
    this.#at = from + 1;
    this.#end = end;
    this.#isFirst = true;
    this.objectEnd = -1;
    this.failed = bytes[from] !== Byte.OPEN_OBJECT;
    return this;
  }

  /** Goes to the next member, whose value begins at `valueStart`; the caller ends it with `leave`. */
  next(): boolean {
    if (this.failed) return false;
    let at = skipSpace(this.#bytes, this.#at, this.#end);
    if (this.#bytes[at] === Byte.CLOSE_OBJECT && at < this.#end) {
      this.objectEnd = at + 1;
      return false;
    }
    if (!this.#isFirst) {
      if (this.#bytes[at] !== Byte.COMMA) return this.#fail();
      at = skipSpace(this.#bytes, at + 1, this.#end);
    }
    this.#isFirst = false;
    return this.#member(at);
  }

  /** Tells whether the member's key is a certain one. */
  isKey(key: string): boolean {
    if (this.#hasEscapes) return this.#decodedKey() === key;
    return isPlainKey(this.#bytes, this.keyStart, this.keyEnd, key);
  }

  /** The key's first byte, to tell most keys apart at once; -1 where it is written with escapes. */
  get keyInitial(): number {
    return this.#hasEscapes ? -1 : (this.#bytes[this.keyStart + 1] ?? -1);
  }

  /** Says where the value ended; without an argument it is skipped. */
  leave(valueEnd = skipValue(this.#bytes, this.valueStart, this.#end)): number {
    if (valueEnd < 0) this.failed = true;
    this.#at = valueEnd;
    return valueEnd;
  }

  #member(at: number): boolean {
    if (this.#bytes[at] !== Byte.QUOTE || at >= this.#end) return this.#fail();
    this.keyStart = at;
    this.keyEnd = this.#endOfKey(at + 1);
    if (this.keyEnd < 0) return this.#fail();
    const colon = skipSpace(this.#bytes, this.keyEnd, this.#end);
    if (this.#bytes[colon] !== Byte.COLON) return this.#fail();
    this.valueStart = skipSpace(this.#bytes, colon + 1, this.#end);
    return this.valueStart < this.#end || this.#fail();
  }

  #endOfKey(from: number): number {
    this.#hasEscapes = false;
    for (let at = from; at < this.#end; at++) {
      const byte = this.#bytes[at];
      if (byte === Byte.QUOTE) return at + 1;
      if (byte === Byte.BACKSLASH) {
        this.#hasEscapes = true;
        at++;
      }
    }
    return -1;
  }

  #decodedKey(): string {
    return stringAt(this.#bytes, this.keyStart, this.keyEnd);
  }

  #fail(): false {
    this.failed = true;
    return false;
  }
}
