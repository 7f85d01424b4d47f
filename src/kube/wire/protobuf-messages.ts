import { isRecord } from "../../resources/json.js";
import { ProtobufWalker } from "./protobuf-walker.js";
import { textAt } from "./text-at.js";

/** A message, or a string, in bytes. */
export interface ByteRange {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** What a field's bytes mean. */
export type FieldType =
  | "string"
  | "integer"
  | "boolean"
  | "time"
  | "json"
  | { readonly message: MessageType };

/** A field of a message: its name in JSON, and what it is. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Several fields with the number make a list, or (entries of key and value) a map. */
  readonly repeated?: "list" | "map";
}

/** The fields of a message by number. */
export type MessageType = Readonly<Record<number, Field>>;

const OWNER_REFERENCE: MessageType = {
  1: { name: "kind", type: "string" },
  3: { name: "name", type: "string" },
  4: { name: "uid", type: "string" },
  5: { name: "apiVersion", type: "string" },
  6: { name: "controller", type: "boolean" },
  7: { name: "blockOwnerDeletion", type: "boolean" },
};

const MANAGED_FIELDS_ENTRY: MessageType = {
  1: { name: "manager", type: "string" },
  2: { name: "operation", type: "string" },
  3: { name: "apiVersion", type: "string" },
  4: { name: "time", type: "time" },
  6: { name: "fieldsType", type: "string" },
  7: { name: "fieldsV1", type: "json" },
  8: { name: "subresource", type: "string" },
};

/** `k8s.io/apimachinery/pkg/apis/meta/v1`, `ObjectMeta`, without `managedFields`. */
export const OBJECT_META: MessageType = {
  1: { name: "name", type: "string" },
  2: { name: "generateName", type: "string" },
  3: { name: "namespace", type: "string" },
  4: { name: "selfLink", type: "string" },
  5: { name: "uid", type: "string" },
  6: { name: "resourceVersion", type: "string" },
  7: { name: "generation", type: "integer" },
  8: { name: "creationTimestamp", type: "time" },
  9: { name: "deletionTimestamp", type: "time" },
  10: { name: "deletionGracePeriodSeconds", type: "integer" },
  11: { name: "labels", type: "string", repeated: "map" },
  12: { name: "annotations", type: "string", repeated: "map" },
  13: { name: "ownerReferences", type: { message: OWNER_REFERENCE }, repeated: "list" },
  14: { name: "finalizers", type: "string", repeated: "list" },
};

/** Number of the field that is decoded apart. */
export const MANAGED_FIELDS = 17;

/** `managedFields` of `ObjectMeta`. */
export const OBJECT_META_MANAGED: MessageType = {
  [MANAGED_FIELDS]: {
    name: "managedFields",
    type: { message: MANAGED_FIELDS_ENTRY },
    repeated: "list",
  },
};

const STATUS_CAUSE: MessageType = {
  1: { name: "reason", type: "string" },
  2: { name: "message", type: "string" },
  3: { name: "field", type: "string" },
};

const STATUS_DETAILS: MessageType = {
  1: { name: "name", type: "string" },
  2: { name: "group", type: "string" },
  3: { name: "kind", type: "string" },
  4: { name: "causes", type: { message: STATUS_CAUSE }, repeated: "list" },
  5: { name: "retryAfterSeconds", type: "integer" },
  6: { name: "uid", type: "string" },
};

/** `Status`. */
export const STATUS: MessageType = {
  2: { name: "status", type: "string" },
  3: { name: "message", type: "string" },
  4: { name: "reason", type: "string" },
  5: { name: "details", type: { message: STATUS_DETAILS } },
  6: { name: "code", type: "integer" },
};

/** Fields that a zero means something in, since the server leaves them out otherwise. */
const POINTERS: ReadonlySet<string> = new Set([
  "deletionGracePeriodSeconds",
  "controller",
  "blockOwnerDeletion",
]);

/**
 * The value that the JSON of a message would have. What is empty is left out, as servers do in JSON: in protobuf they write it.
 * `undefined` if the bytes are no such message.
 */
export function decodeMessage(
  { bytes, start, end }: ByteRange,
  type: MessageType,
): Record<string, unknown> | undefined {
  const decoded: Record<string, unknown> = {};
  const walker = new ProtobufWalker().begin(bytes, start, end);
  while (walker.next()) {
    const field = type[walker.field];
    if (field === undefined) continue;
    const isAdded =
      field.repeated === "map"
        ? addEntry(decoded, field.name, rangeOf(bytes, walker))
        : add(decoded, field, valueOf(field, bytes, walker));
    if (!isAdded) return undefined;
  }
  return walker.failed ? undefined : decoded;
}

/** Adds a value, unless it is as good as none; `false` if it is a message that cannot be read. */
function add(decoded: Record<string, unknown>, field: Field, value: unknown): boolean {
  if (value === undefined && typeof field.type === "object") return false;
  if (field.repeated === "list") {
    const present: unknown = decoded[field.name];
    if (Array.isArray(present)) present.push(value);
    else decoded[field.name] = [value];
  } else if (value !== undefined && value !== "" && (value !== 0 || POINTERS.has(field.name))) {
    decoded[field.name] = value;
  }
  return true;
}

function addEntry(decoded: Record<string, unknown>, name: string, entry: ByteRange): boolean {
  const pair = decodeStrings(entry);
  if (pair === undefined) return false;
  const [key, value] = pair;
  const present = decoded[name];
  const map = isRecord(present) ? present : {};
  // Defined, not assigned: a key may be called __proto__.
  Object.defineProperty(map, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  decoded[name] = map;
  return true;
}

function decodeStrings({
  bytes,
  start,
  end,
}: ByteRange): readonly [key: string, value: string] | undefined {
  const pair: [string, string] = ["", ""];
  const walker = new ProtobufWalker().begin(bytes, start, end);
  while (walker.next()) {
    if (walker.field === 1) pair[0] = textOf(bytes, walker);
    if (walker.field === 2) pair[1] = textOf(bytes, walker);
  }
  return walker.failed ? undefined : pair;
}

const READERS = {
  string: textOf,
  integer: (_bytes, walker) => walker.value,
  boolean: (_bytes, walker) => walker.value !== 0,
  time: (bytes, walker) => timeOf(rangeOf(bytes, walker)),
  json: (bytes, walker) => jsonOf(rangeOf(bytes, walker)),
} as const satisfies Record<string, (bytes: Buffer, walker: ProtobufWalker) => unknown>;

function valueOf({ type }: Field, bytes: Buffer, walker: ProtobufWalker): unknown {
  return typeof type === "object"
    ? decodeMessage(rangeOf(bytes, walker), type.message)
    : READERS[type](bytes, walker);
}

function rangeOf(bytes: Buffer, { start, end, isRange }: ProtobufWalker): ByteRange {
  return isRange ? { bytes, start, end } : { bytes, start: 0, end: 0 };
}

function textOf(bytes: Buffer, walker: ProtobufWalker): string {
  return walker.isRange ? textAt(bytes, walker.start, walker.end) : "";
}

/** Seconds since 1970; a time that is not set is an empty message. */
function timeOf({ bytes, start, end }: ByteRange): string | undefined {
  const walker = new ProtobufWalker().begin(bytes, start, end);
  let seconds: number | undefined;
  while (walker.next()) if (walker.field === 1) seconds = walker.value;
  const milliseconds = (seconds ?? Number.NaN) * 1000;
  if (Number.isNaN(new Date(milliseconds).getTime())) return undefined;
  return new Date(milliseconds).toISOString().replace(".000Z", "Z");
}

/** `FieldsV1`: a message whose only field holds JSON. */
function jsonOf({ bytes, start, end }: ByteRange): unknown {
  const walker = new ProtobufWalker().begin(bytes, start, end);
  let text = "{}";
  while (walker.next()) if (walker.field === 1) text = textOf(bytes, walker);
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
