import type { ProtobufWalker } from "./protobuf-walker.js";

/** A part of some bytes. */
export interface Range {
  start: number;
  end: number;
}

/** What every object in protobuf begins with. */
const MAGIC = 0x6b387300; // "k8s\0"
const MAGIC_LENGTH = 4;

/** Number of the field of `runtime.Unknown` that holds the object. */
const RAW = 2;

/** Narrows the range of a marked `runtime.Unknown` to the object in it; whether it is one. */
export function unwrapUnknown(walker: ProtobufWalker, bytes: Buffer, range: Range): boolean {
  const { start, end } = range;
  if (end - start < MAGIC_LENGTH || bytes.readUInt32BE(start) !== MAGIC) return false;
  range.start = end;
  walker.begin(bytes, start + MAGIC_LENGTH, end);
  while (walker.next()) {
    if (walker.field !== RAW || !walker.isRange) continue;
    range.start = walker.start;
    range.end = walker.end;
  }
  return !walker.failed;
}
