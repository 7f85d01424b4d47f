/** DER, as far as certificates need it: every function returns one complete encoded value. */

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** First bits of a tag that a structure gives to its own fields. */
const CONTEXT = 0x80;
const CONTEXT_CONSTRUCTED = 0xa0;

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const digits = length > 0xffff ? 3 : length > 0xff ? 2 : 1;
  const bytes = Buffer.alloc(digits + 1);
  bytes[0] = 0x80 | digits;
  bytes.writeUIntBE(length, 1, digits);
  return bytes;
}

function encode(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), encodeLength(body.length), body]);
}

export function sequence(...items: readonly Uint8Array[]): Buffer {
  return encode(TAG.sequence, ...items);
}

export function setOf(...items: readonly Uint8Array[]): Buffer {
  return encode(TAG.set, ...items);
}

export function boolean(value: boolean): Buffer {
  return encode(TAG.boolean, Buffer.from([value ? 0xff : 0x00]));
}

/** An integer that is not negative, from its bytes, most significant first. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Buffer.from([0]) : bytes.subarray(first);
  // A leading one bit would make it negative.
  const sign = (digits[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0);
  return encode(TAG.integer, sign, digits);
}

/** Bits from whole bytes, of which the last `unused` bits do not count. */
export function bitString(bytes: Uint8Array, unused = 0): Buffer {
  return encode(TAG.bitString, Buffer.from([unused]), bytes);
}

export function octetString(bytes: Uint8Array): Buffer {
  return encode(TAG.octetString, bytes);
}

export function utf8String(text: string): Buffer {
  return encode(TAG.utf8String, Buffer.from(text, "utf8"));
}

/** An object identifier from its dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) bytes.push(...base128(arc));
  return encode(TAG.objectIdentifier, Buffer.from(bytes));
}

function base128(arc: number): number[] {
  const digits = [arc % 128];
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
    digits.unshift((left % 128) | 0x80);
  return digits;
}

/** A moment as certificates write it: two digits of the year until 2049, four from then on. */
export function time(moment: Date): Buffer {
  const digits = moment.toISOString().replace(/[-:T]|\.\d+/g, "");
  return moment.getUTCFullYear() < 2050
    ? encode(TAG.utcTime, Buffer.from(digits.slice(2), "ascii"))
    : encode(TAG.generalizedTime, Buffer.from(digits, "ascii"));
}

/** A field with a number that holds other values. */
export function explicit(field: number, ...items: readonly Uint8Array[]): Buffer {
  return encode(CONTEXT_CONSTRUCTED | field, ...items);
}

/** A field with a number in place of its value's own tag. */
export function implicit(field: number, bytes: Uint8Array): Buffer {
  return encode(CONTEXT | field, bytes);
}
