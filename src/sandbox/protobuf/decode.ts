import { isList, isRecord, type JsonObject, type MutableJson, setField } from "../json/json.js";
import { type FieldShape, type FieldType, type Message, MESSAGES } from "./messages.js";
import { readFields, type WireField, WireProblem } from "./wire.js";

/** The envelope of every Kubernetes object in protobuf. */
const MAGIC = Buffer.from("k8s\0");

const number = (bytes: Buffer, of: number): WireField | undefined => {
  const fields = readFields(bytes);
  return fields instanceof WireProblem
    ? undefined
    : fields.findLast((field) => field.number === of);
};

const pad = (value: number, digits: number): string => String(value).padStart(digits, "0");

function timeOf(bytes: Buffer, micro: boolean): string {
  const seconds = Number(BigInt.asIntN(64, number(bytes, 1)?.value ?? 0n));
  const nanos = Number(number(bytes, 2)?.value ?? 0n);
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  return micro ? `${text}.${pad(Math.floor(nanos / 1000), 6)}Z` : `${text}Z`;
}

type Decoder = (field: WireField) => unknown;

const SCALARS: Readonly<Record<Exclude<FieldType, Message>, Decoder>> = {
  text: ({ bytes }) => bytes.toString("utf8"),
  string: ({ bytes }) => bytes.toString("utf8"),
  bytes: ({ bytes }) => bytes.toString("base64"),
  integer: ({ value }) => Number(BigInt.asIntN(64, value)),
  boolean: ({ value }) => value !== 0n,
  // Go writes an empty message for a time that is not set.
  time: ({ bytes }) => (bytes.length === 0 ? null : timeOf(bytes, false)),
  microTime: ({ bytes }) => (bytes.length === 0 ? null : timeOf(bytes, true)),
};

function valueOf(field: WireField, type: FieldType): unknown {
  return typeof type === "string" ? SCALARS[type](field) : decodeMessage(field.bytes, type);
}

function addTo(target: MutableJson, shape: FieldShape, field: WireField): void {
  const before = target[shape.name];
  if (shape.many === "list") {
    target[shape.name] = [...(isList(before) ? before : []), valueOf(field, shape.type)];
  } else if (shape.many === "map") {
    const entry: MutableJson = { ...(isRecord(before) ? before : {}) };
    const key = number(field.bytes, 1)?.bytes.toString("utf8") ?? "";
    const value = number(field.bytes, 2);
    setField(entry, key, value === undefined ? "" : valueOf(value, shape.type));
    target[shape.name] = entry;
  } else if (shape.type !== "text" || field.bytes.length > 0) {
    target[shape.name] = valueOf(field, shape.type);
  }
}

function decodeMessage(bytes: Buffer, message: Message): MutableJson | WireProblem {
  const fields = readFields(bytes);
  if (fields instanceof WireProblem) return fields;
  const json: MutableJson = {};
  for (const field of fields) {
    const shape = message.get(field.number);
    // Dropping what is not known would store something else than was sent.
    if (shape === undefined) return new WireProblem(`field ${field.number} is not known`);
    addTo(json, shape, field);
  }
  const problem = Object.values(json).find((value) => value instanceof WireProblem);
  return problem instanceof WireProblem ? problem : json;
}

const inner = (bytes: Buffer, of: number): Buffer => number(bytes, of)?.bytes ?? Buffer.alloc(0);

/** Decodes an object from the protobuf that Go clients send; tells why it cannot. */
export function decodeProtobuf(body: Buffer): JsonObject | WireProblem {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) {
    return new WireProblem("it does not begin with the magic number");
  }
  const envelope = body.subarray(MAGIC.length);
  const type = inner(envelope, 1);
  const apiVersion = inner(type, 1).toString("utf8");
  const kind = inner(type, 2).toString("utf8");
  const message = MESSAGES[kind === "DeleteOptions" ? "v1/DeleteOptions" : `${apiVersion}/${kind}`];
  if (message === undefined) {
    return new WireProblem(`${apiVersion} ${kind} is not understood in this form`);
  }
  const json = decodeMessage(inner(envelope, 2), message);
  return json instanceof WireProblem ? json : { apiVersion, kind, ...json };
}
