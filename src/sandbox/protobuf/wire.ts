/** One field of a protobuf message as it stands on the wire. */
export interface WireField {
  readonly number: number;
  /** Of varint fields; of all others 0. */
  readonly value: bigint;
  /** Of length-delimited fields; of all others empty. */
  readonly bytes: Buffer;
}

/** Why a message could not be read. */
export class WireProblem {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

function varint(cursor: Cursor): bigint | undefined {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) return undefined;
    cursor.at += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return undefined;
}

const EMPTY = Buffer.alloc(0);
const FIXED_WIDTHS: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

function field(cursor: Cursor): WireField | undefined {
  const key = varint(cursor);
  if (key === undefined) return undefined;
  const number = Number(key >> 3n);
  const type = Number(key & 7n);
  if (type === 0) {
    const value = varint(cursor);
    return value === undefined ? undefined : { number, value, bytes: EMPTY };
  }
  const length = type === 2 ? Number(varint(cursor) ?? -1n) : (FIXED_WIDTHS[type] ?? -1);
  const end = cursor.at + length;
  if (length < 0 || end > cursor.bytes.length) return undefined;
  const bytes = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return { number, value: 0n, bytes };
}

/** The fields of a message, in order. */
export function readFields(bytes: Buffer): readonly WireField[] | WireProblem {
  const cursor = { bytes, at: 0 };
  const fields: WireField[] = [];
  while (cursor.at < bytes.length) {
    const found = field(cursor);
    if (found === undefined) return new WireProblem(`truncated field at byte ${cursor.at}`);
    fields.push(found);
  }
  return fields;
}
