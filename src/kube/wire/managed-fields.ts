import { decodeMessage, MANAGED_FIELDS, OBJECT_META_MANAGED } from "./protobuf-messages.js";
import type { ByteRange } from "./protobuf-messages.js";
import { ProtobufWalker } from "./protobuf-walker.js";

const NAME = "managedFields";

/**
 * Gives metadata its `managedFields`, decoded when they are read for the first time: they are most of the bytes, with JSON in them, and
 * hardly ever read. Decoded each time, they made parsing metadata twice as slow as parsing the whole object from JSON.
 *
 * @param malformed - makes the error that reading them throws if they cannot be decoded
 */
export function deferManagedFields(
  metadata: Record<string, unknown>,
  range: ByteRange,
  malformed: () => Error,
): void {
  if (!hasManagedFields(range)) return;
  // The object may outlive the chunk that its bytes came in.
  const kept = range.bytes.toString("latin1", range.start, range.end);
  let decoded: unknown;
  const property = { enumerable: true, configurable: true };
  Object.defineProperty(metadata, NAME, {
    ...property,
    get: () => {
      decoded ??= decodeManagedFields(kept);
      if (decoded === undefined) throw malformed();
      return decoded;
    },
    set: (value: unknown) => {
      Object.defineProperty(metadata, NAME, { ...property, value, writable: true });
    },
  });
}

function hasManagedFields({ bytes, start, end }: ByteRange): boolean {
  const walker = new ProtobufWalker().begin(bytes, start, end);
  while (walker.next()) if (walker.field === MANAGED_FIELDS) return true;
  return false;
}

function decodeManagedFields(kept: string): unknown {
  const bytes = Buffer.from(kept, "latin1");
  return decodeMessage({ bytes, start: 0, end: bytes.length }, OBJECT_META_MANAGED)?.[NAME];
}
