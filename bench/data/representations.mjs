import { envelope, partialMetadata, watchFrame } from "./protobuf.mjs";

const PARTIAL = { apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata" };
const partial = (body) => ({
  apiVersion: PARTIAL.apiVersion,
  kind: PARTIAL.kind,
  metadata: body.metadata,
});
const line = (type, object) =>
  Buffer.from(`{"type":"${type}","object":${JSON.stringify(object)}}\n`);

const bookmark = (kind, resourceVersion, annotations) => ({
  ...(kind === PARTIAL.kind ? PARTIAL : { apiVersion: "kopf.dev/v1", kind }),
  metadata: { ...(annotations && { annotations }), creationTimestamp: null, resourceVersion },
});

/**
 * The forms in which one collection is served: whole objects as JSON, metadata only as JSON, metadata only in protobuf.
 * `item` is how an object stands in a list, `event` and `bookmark` are what a watch sends.
 */
export const REPRESENTATIONS = {
  full: {
    item: (body) => Buffer.from(JSON.stringify(body)),
    event: (type, body) => line(type, body),
    bookmark: (version, annotations) =>
      line("BOOKMARK", bookmark("KopfExample", version, annotations)),
  },
  meta: {
    item: (body) => Buffer.from(JSON.stringify(partial(body))),
    event: (type, body) => line(type, partial(body)),
    bookmark: (version, annotations) =>
      line("BOOKMARK", bookmark(PARTIAL.kind, version, annotations)),
  },
  proto: {
    item: (body) => partialMetadata(body.metadata),
    event: (type, body) => watchFrame(type, envelope(PARTIAL.kind, partialMetadata(body.metadata))),
    bookmark: (version, annotations) =>
      watchFrame("BOOKMARK", envelope(PARTIAL.kind, bookmarkMetadata(version, annotations))),
  },
};

function bookmarkMetadata(resourceVersion, annotations) {
  const creationTimestamp = "1970-01-01T00:00:00Z";
  const empty = { name: "", namespace: "", uid: "", generation: 0, managedFields: [] };
  return partialMetadata({ ...empty, creationTimestamp, resourceVersion, annotations });
}
