import { describe, expect, it } from "@jest/globals";

import type { Envelope } from "../../../src/kube/envelope.js";
import { TransportCounters } from "../../../src/kube/transport-counters.js";
import { StreamFormats } from "../../../src/kube/wire/stream-format.js";
import { isOperatorError } from "../../../src/support/errors.js";
import { bytes, frame, integer, message, time, unknown } from "./protobuf-writer.js";
import { RandomJson } from "./random-json.js";

const CONTENT_TYPE = "application/vnd.kubernetes.protobuf;stream=watch";

function formatOf(counters = new TransportCounters()): ReturnType<StreamFormats["of"]> {
  const shape = { apiVersion: "kopf.dev/v1", kind: "KopfExample", isPartial: true, counters };
  return new StreamFormats(shape).of(CONTENT_TYPE);
}

/** What a watch's bytes are read as. */
class Decoded {
  readonly kept: Envelope[] = [];
  readonly others: string[] = [];
  readonly statuses: unknown[] = [];
  readonly counters = new TransportCounters();
  refused = 0;

  constructor(...chunks: readonly Buffer[]) {
    const format = formatOf(this.counters);
    const { envelope } = format;
    const frames = format.splitter((frameBytes, start, end) => {
      const type = envelope.readEvent(frameBytes, start, end);
      if (type === undefined) this.refused++;
      else if (type === "ERROR") this.statuses.push(envelope.status());
      else if (envelope.type === null) this.others.push(`${type} ${envelope.version}`);
      else this.kept.push(envelope.detach());
    });
    for (const chunk of chunks) frames.push(chunk);
  }
}

const PARTIAL = "PartialObjectMetadata";

/** An object with just a name and a version. */
function named(name: string, version: string): Buffer {
  return message(
    1,
    bytes(1, name),
    bytes(3, "default"),
    bytes(5, `uid-of-${name}`),
    bytes(6, version),
  );
}

const COMPLETE = message(
  1,
  bytes(1, "näme"),
  bytes(2, ""),
  bytes(3, "team"),
  bytes(4, ""),
  bytes(5, "the-uid"),
  bytes(6, "1234567"),
  integer(7, 3),
  time(8, "2026-01-01T00:00:00Z"),
  time(9, "2026-01-02T03:04:05Z"),
  integer(10, 0),
  message(11, bytes(1, "app"), bytes(2, "web")),
  message(11, bytes(1, "__proto__"), bytes(2, "x")),
  message(12, bytes(1, "note"), bytes(2, "")),
  message(
    13,
    bytes(1, "Pod"),
    bytes(3, "owner"),
    bytes(4, "u1"),
    bytes(5, "v1"),
    integer(6, 1),
    integer(7, 0),
  ),
  message(13, bytes(1, "Pod"), bytes(3, "other"), bytes(4, "u2"), bytes(5, "v1")),
  bytes(14, "first"),
  bytes(14, "second"),
  message(
    17,
    bytes(1, "kubectl"),
    bytes(2, "Update"),
    bytes(3, "kopf.dev/v1"),
    time(4, "2026-01-01T00:00:00Z"),
    bytes(6, "FieldsV1"),
    message(7, bytes(1, '{"f:spec":{}}')),
    bytes(8, ""),
  ),
  // A field of a later version.
  bytes(99, "whatever"),
  Buffer.from([0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8]),
);

const labels: Record<string, string> = { app: "web" };
Object.defineProperty(labels, "__proto__", { value: "x", enumerable: true });

const COMPLETE_METADATA = {
  name: "näme",
  namespace: "team",
  uid: "the-uid",
  resourceVersion: "1234567",
  generation: 3,
  creationTimestamp: "2026-01-01T00:00:00Z",
  deletionTimestamp: "2026-01-02T03:04:05Z",
  deletionGracePeriodSeconds: 0,
  labels,
  annotations: { note: "" },
  ownerReferences: [
    {
      kind: "Pod",
      name: "owner",
      uid: "u1",
      apiVersion: "v1",
      controller: true,
      blockOwnerDeletion: false,
    },
    { kind: "Pod", name: "other", uid: "u2", apiVersion: "v1" },
  ],
  finalizers: ["first", "second"],
  managedFields: [
    {
      manager: "kubectl",
      operation: "Update",
      apiVersion: "kopf.dev/v1",
      time: "2026-01-01T00:00:00Z",
      fieldsType: "FieldsV1",
      fieldsV1: { "f:spec": {} },
    },
  ],
};

interface RandomMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly creationTimestamp: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly finalizers: readonly string[];
}

/** Each with at least one letter, as what is empty is left out. */
function randomMetadata(random: RandomJson): RandomMetadata {
  const text = (): string =>
    Array.from({ length: 1 + random.below(200) }, () =>
      random.pick(["a", "Z", "-", "ä", "€", "😀", "\0", '"']),
    ).join("");
  const count = 1 + random.below(5);
  return {
    name: text(),
    namespace: text(),
    uid: text(),
    resourceVersion: random.pick(["1", "999999999999999", "9999999999999999", text()]),
    generation: 1 + random.below(random.pick([100, 2 ** 31, 2 ** 53 - 2])),
    creationTimestamp: new Date(random.below(4e9) * 1000).toISOString().replace(".000Z", "Z"),
    labels: Object.fromEntries(Array.from({ length: count }, () => [text(), text()])),
    finalizers: Array.from({ length: count }, text),
  };
}

function written(metadata: RandomMetadata): Buffer {
  return message(
    1,
    bytes(1, metadata.name),
    bytes(3, metadata.namespace),
    bytes(5, metadata.uid),
    bytes(6, metadata.resourceVersion),
    integer(7, metadata.generation),
    time(8, metadata.creationTimestamp),
    ...Object.entries(metadata.labels).map(([key, value]) =>
      message(11, bytes(1, key), bytes(2, value)),
    ),
    ...metadata.finalizers.map((finalizer) => bytes(14, finalizer)),
  );
}

/** The kind of the parsed object, or the code of the error. */
function outcomeOf(envelope: Envelope): unknown {
  try {
    return envelope.parse().kind;
  } catch (error) {
    return isOperatorError(error) ? error.code : error;
  }
}

describe("metadata in protobuf", () => {
  it("becomes the object that its JSON would be, with the kind that is served", () => {
    const { kept, counters } = new Decoded(frame("MODIFIED", PARTIAL, COMPLETE));
    const [envelope] = kept;
    expect(envelope).toMatchObject({
      type: "MODIFIED",
      uid: "the-uid",
      version: 1234567,
      name: "näme",
      namespace: "team",
    });
    expect(counters.parses).toBe(0);
    const object = envelope?.parse();
    expect(JSON.parse(JSON.stringify(object))).toEqual({
      apiVersion: "kopf.dev/v1",
      kind: "KopfExample",
      metadata: JSON.parse(JSON.stringify(COMPLETE_METADATA)),
    });
    expect(counters.parses).toBe(1);
  });

  it("has its managedFields decoded when they are read, and replaced when they are set", () => {
    const cut = message(17, bytes(1, "kubectl"), Buffer.from([0x3a, 0x7f]));
    const { kept } = new Decoded(
      frame("ADDED", PARTIAL, message(1, bytes(1, "a"), bytes(6, "1"), cut)),
      frame("ADDED", PARTIAL, COMPLETE),
    );
    const [broken, complete] = kept.map((envelope) => ({ ...envelope.parse() }).metadata);
    expect(broken?.name).toBe("a");
    expect(() => broken?.["managedFields"]).toThrow(
      expect.objectContaining({ code: "MALFORMED_OBJECT" }),
    );
    expect(complete?.["managedFields"]).toEqual(COMPLETE_METADATA.managedFields);
    expect(complete?.["managedFields"]).toBe(complete?.["managedFields"]);
    expect(structuredClone(complete)).toEqual(complete);
    expect(Object.assign(complete ?? {}, { managedFields: [] })).toMatchObject({
      name: "näme",
      managedFields: [],
    });
  });

  it("keeps managedFields whatever becomes of the chunk that brought them", () => {
    const chunk = frame("ADDED", PARTIAL, COMPLETE);
    const format = formatOf();
    const { envelope } = format;
    let metadata: Readonly<Record<string, unknown>> | undefined;
    const frames = format.splitter((frameBytes, start, end) => {
      envelope.readEvent(frameBytes, start, end);
      ({ metadata } = envelope.parse());
    });
    frames.push(chunk);
    chunk.fill(0xff);
    expect(metadata?.["managedFields"]).toEqual(COMPLETE_METADATA.managedFields);
  });

  it.each([
    ["an owner reference", 13],
    ["a label", 11],
  ])("is no object when %s in it cannot be read", (_title, field) => {
    const part = bytes(field, Buffer.from([0x0a, 0x7f]));
    const { kept } = new Decoded(frame("ADDED", PARTIAL, message(1, bytes(1, "a"), part)));
    expect(kept.map(outcomeOf)).toEqual(["MALFORMED_OBJECT"]);
  });

  it("is read exactly, whatever the texts and numbers are", () => {
    const random = new RandomJson(9);
    for (let round = 0; round < 500; round++) {
      const metadata = randomMetadata(random);
      const [envelope] = new Decoded(frame("ADDED", PARTIAL, written(metadata))).kept;
      const { name, namespace, uid } = metadata;
      expect(envelope).toMatchObject({ name, namespace, uid });
      expect(String(envelope?.version)).toBe(metadata.resourceVersion);
      expect(envelope?.parse().metadata).toEqual(metadata);
    }
  });

  it("is the same however the bytes are cut into chunks", () => {
    const random = new RandomJson(7);
    const names = Array.from(
      { length: 60 },
      (_, index) => `${index}${"x".repeat(random.below(300))}`,
    );
    const stream = Buffer.concat(
      names.map((name, index) => frame("ADDED", PARTIAL, named(name, String(index + 1)))),
    );
    for (const longest of [1, 3, 50, 1000, stream.length]) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < stream.length;) {
        const length = 1 + random.below(longest);
        chunks.push(stream.subarray(at, at + length));
        at += length;
      }
      const { kept, refused } = new Decoded(...chunks);
      expect(kept.map(({ name, version }) => [name, version])).toEqual(
        names.map((name, index) => [name, index + 1]),
      );
      expect(refused).toBe(0);
    }
  });

  it("tells of bookmarks, and of the server's failures", () => {
    const bookmark = frame("BOOKMARK", PARTIAL, message(1, bytes(1, ""), bytes(6, "77")));
    const status = Buffer.concat([
      bytes(2, "Failure"),
      bytes(3, "too old"),
      bytes(4, "Expired"),
      integer(6, 410),
    ]);
    const decoded = new Decoded(bookmark, frame("ERROR", "Status", status));
    expect(decoded.others).toEqual(["BOOKMARK 77"]);
    expect(decoded.statuses).toEqual([
      { kind: "Status", status: "Failure", message: "too old", reason: "Expired", code: 410 },
    ]);
  });

  it("keeps versions as text that are no exact numbers", () => {
    const versions = ["12345678901234567890", "007", "abc", ""];
    const { kept } = new Decoded(
      ...versions.map((version) => frame("ADDED", PARTIAL, named("a", version))),
    );
    expect(kept.map(({ version }) => version)).toEqual(versions);
  });

  it("is refused event by event where it cannot be read", () => {
    const good = frame("ADDED", PARTIAL, named("a", "1"));
    const text = Buffer.from("hello");
    const bad = Buffer.concat([Buffer.from([0, 0, 0, text.length]), text]);
    const cutObject = frame("ADDED", PARTIAL, COMPLETE.subarray(0, 30));
    const notMarked = Buffer.concat([bytes(1, "ADDED"), message(2, bytes(1, "JSON"))]);
    const unmarkedFrame = Buffer.concat([Buffer.from([0, 0, 0, notMarked.length]), notMarked]);
    const decoded = new Decoded(bad, good, cutObject, unmarkedFrame, good);
    expect(decoded.refused).toBe(3);
    expect(decoded.kept).toHaveLength(2);
  });

  it("never reads beyond what there is, whatever the bytes are", () => {
    const random = new RandomJson(8);
    const whole = frame("MODIFIED", PARTIAL, COMPLETE);
    for (let round = 0; round < 2000; round++) {
      const broken = Buffer.from(whole);
      for (let change = 0; change < 3; change++)
        broken[4 + random.below(broken.length - 4)] = random.below(256);
      const outcomes = new Decoded(broken).kept.map((envelope) => outcomeOf(envelope));
      expect(["KopfExample", "MALFORMED_OBJECT", undefined]).toContain(outcomes[0]);
    }
  });

  it("ends the watch when a frame announces more than any object can be", () => {
    expect(() => new Decoded(Buffer.from([0x7f, 0, 0, 0]))).toThrow(
      expect.objectContaining({ code: "MALFORMED_OBJECT" }),
    );
  });
});

function list(...parts: readonly Buffer[]): Buffer {
  return unknown("PartialObjectMetadataList", Buffer.concat(parts));
}

describe("a list in protobuf", () => {
  const META = message(1, bytes(1, ""), bytes(2, "77"), bytes(3, "token"), integer(4, 5));

  it("gives its items and where it goes on", () => {
    const format = formatOf();
    const page = format.page(list(META, bytes(2, named("a", "1")), bytes(2, COMPLETE)));
    const names: string[] = [];
    while (page.next()) names.push(format.envelope.name);
    expect(names).toEqual(["a", "näme"]);
    expect([page.resourceVersion, page.continueToken]).toEqual(["77", "token"]);
  });

  it("may be empty", () => {
    const page = formatOf().page(list(message(1, bytes(2, "5"))));
    expect([page.next(), page.resourceVersion, page.continueToken]).toEqual([false, "5", ""]);
  });

  it.each([
    ["text", Buffer.from("Bad gateway")],
    ["nothing", Buffer.alloc(0)],
    ["one that is cut", list(META, bytes(2, COMPLETE)).subarray(0, 100)],
    ["one without metadata", list(bytes(2, COMPLETE))],
    ["one of no bytes", list()],
    ["metadata that is cut", list(bytes(1, Buffer.from([0x12, 0x7f])))],
    ["an item that cannot be read", list(META, bytes(2, Buffer.from([0x0a, 0x7f])))],
  ])("is refused if it is none: %s", (_title, content) => {
    const read = (): void => {
      const page = formatOf().page(content);
      while (page.next());
    };
    expect(read).toThrow(expect.objectContaining({ code: "MALFORMED_OBJECT" }));
  });
});
