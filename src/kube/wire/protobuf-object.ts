import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import { OperatorError } from "../../support/errors.js";
import type { ObjectShape } from "../envelope.js";
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
      metadata = decodeMessage({ bytes, start: walker.start, end: walker.end }, OBJECT_META);
  }
  if (metadata !== undefined && !walker.failed)
    return { apiVersion: shape.apiVersion, kind: shape.kind, metadata };
  throw new OperatorError(
    "MALFORMED_OBJECT",
    `The server sent a ${shape.kind} whose protobuf cannot be read.`,
  );
}
