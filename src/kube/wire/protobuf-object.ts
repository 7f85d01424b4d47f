import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import { OperatorError } from "../../support/errors.js";
import type { ObjectShape } from "../envelope.js";
import { deferManagedFields } from "./managed-fields.js";
import { decodeMessage, OBJECT_META } from "./protobuf-messages.js";
import type { ByteRange } from "./protobuf-messages.js";
import { ProtobufWalker } from "./protobuf-walker.js";

/** Number of the only field of `PartialObjectMetadata`. */
export const METADATA = 1;

/** The object of a `PartialObjectMetadata`, with its own kind. @throws OperatorError with code MALFORMED_OBJECT if it is none. */
export function parsePartialObject(
  { bytes, start, end }: ByteRange,
  shape: ObjectShape,
): KubernetesObject {
  shape.counters.parses++;
  const walker = new ProtobufWalker().begin(bytes, start, end);
  let metadata: Record<string, unknown> | undefined;
  while (walker.next()) {
    if (walker.field === METADATA)
      metadata = decodeMetadata({ bytes, start: walker.start, end: walker.end }, shape);
  }
  if (metadata !== undefined && !walker.failed)
    return { apiVersion: shape.apiVersion, kind: shape.kind, metadata };
  throw malformed(shape);
}

function decodeMetadata(range: ByteRange, shape: ObjectShape): Record<string, unknown> | undefined {
  const metadata = decodeMessage(range, OBJECT_META);
  if (metadata !== undefined) deferManagedFields(metadata, range, () => malformed(shape));
  return metadata;
}

function malformed(shape: ObjectShape): OperatorError {
  return new OperatorError(
    "MALFORMED_OBJECT",
    `The server sent a ${shape.kind} whose protobuf cannot be read.`,
  );
}
