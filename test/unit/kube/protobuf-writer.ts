/** Writes protobuf as a Kubernetes API server does: empty strings are written, times are messages. */

function varint(value: number): Buffer {
  const written: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) written.push((rest % 128) | 128);
  written.push(rest);
  return Buffer.from(written);
}

export function bytes(field: number, content: Buffer | string): Buffer {
  const data = typeof content === "string" ? Buffer.from(content) : content;
  return Buffer.concat([varint(field * 8 + 2), varint(data.length), data]);
}

export function integer(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

export function message(field: number, ...parts: readonly Buffer[]): Buffer {
  return bytes(field, Buffer.concat(parts));
}

export function time(field: number, text: string): Buffer {
  return message(field, integer(1, Date.parse(text) / 1000), integer(2, 0));
}

/** `k8s\0` and a `runtime.Unknown`. */
export function unknown(kind: string, raw: Buffer): Buffer {
  const type = message(1, bytes(1, "meta.k8s.io/v1"), bytes(2, kind));
  return Buffer.concat([Buffer.from("k8s\0"), type, bytes(2, raw), bytes(3, ""), bytes(4, "")]);
}

/** A frame with a watch event. */
export function frame(type: string, kind: string, raw: Buffer): Buffer {
  const event = Buffer.concat([bytes(1, type), message(2, bytes(1, unknown(kind, raw)))]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(event.length);
  return Buffer.concat([length, event]);
}
