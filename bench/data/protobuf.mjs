/** Writes protobuf fields, enough for `PartialObjectMetadata` and watch events as a Kubernetes API server sends them. */

function varint(value) {
  const septets = [];
  let rest = value;
  while (rest > 127) {
    septets.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  septets.push(rest);
  return Buffer.from(septets);
}

const field = (number, type) => varint(number * 8 + type);

export function bytes(number, content) {
  const data = Buffer.isBuffer(content) ? content : Buffer.from(content);
  return Buffer.concat([field(number, 2), varint(data.length), data]);
}

function int(number, value) {
  return Buffer.concat([field(number, 0), varint(value)]);
}

function message(number, parts) {
  return bytes(number, Buffer.concat(parts));
}

const time = (number, text) => message(number, [int(1, Date.parse(text) / 1000), int(2, 0)]);

function map(number, entries) {
  return Object.entries(entries ?? {}).map(([key, value]) =>
    message(number, [bytes(1, key), bytes(2, value)]),
  );
}

function managedField(entry) {
  return message(17, [
    bytes(1, entry.manager),
    bytes(2, entry.operation),
    bytes(3, entry.apiVersion),
    time(4, entry.time),
    bytes(6, entry.fieldsType),
    message(7, [bytes(1, JSON.stringify(entry.fieldsV1))]),
    bytes(8, entry.subresource ?? ""),
  ]);
}

/** `meta.v1.PartialObjectMetadata` without its type, as it stands in a list. Empty strings are written, as servers do. */
export function partialMetadata(metadata) {
  return message(1, [
    bytes(1, metadata.name),
    bytes(2, ""),
    bytes(3, metadata.namespace),
    bytes(4, ""),
    bytes(5, metadata.uid),
    bytes(6, metadata.resourceVersion),
    int(7, metadata.generation),
    time(8, metadata.creationTimestamp),
    ...map(11, metadata.labels),
    ...map(12, metadata.annotations),
    ...(metadata.finalizers ?? []).map((name) => bytes(14, name)),
    ...metadata.managedFields.map(managedField),
  ]);
}

/** `k8s\0` and a `runtime.Unknown`: how every object travels. */
export function envelope(kind, raw) {
  const type = message(1, [bytes(1, "meta.k8s.io/v1"), bytes(2, kind)]);
  return Buffer.concat([Buffer.from("k8s\0"), type, bytes(2, raw), bytes(3, ""), bytes(4, "")]);
}

/** One frame of a watch stream: a length and a `meta.v1.WatchEvent`. */
export function watchFrame(type, object) {
  const event = Buffer.concat([bytes(1, type), message(2, [bytes(1, object)])]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(event.length);
  return Buffer.concat([length, event]);
}
