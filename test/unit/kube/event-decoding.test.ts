import { describe, expect, it } from "@jest/globals";

import type { Envelope, WatchEventType } from "../../../src/kube/envelope.js";
import { newCounters } from "../../../src/kube/transport-counters.js";
import { JsonWatchDecoder } from "../../../src/kube/wire/json-watch-decoder.js";
import type { Resource } from "../../../src/resources/resource.js";
import { RandomJson } from "./random-json.js";

const RESOURCE: Resource = {
  group: "kopf.dev",
  version: "v1",
  plural: "kopfexamples",
  kind: "KopfExample",
  singular: "kopfexample",
  shortNames: [],
  categories: [],
  namespaced: true,
  preferred: true,
  verbs: [],
  subresources: [],
};

interface Seen {
  readonly type: WatchEventType | null;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

class Decoded {
  readonly seen: Seen[] = [];
  readonly kept: Envelope[] = [];
  readonly bookmarks: string[] = [];
  readonly failures: unknown[] = [];
  readonly malformed: string[] = [];
  readonly counters = newCounters();
  readonly #decoder = new JsonWatchDecoder(
    { resource: RESOURCE, view: "full", counters: this.counters },
    {
      event: (envelope) => {
        const { type, uid, resourceVersion, name, namespace } = envelope;
        this.seen.push({ type, uid, resourceVersion, name, namespace });
        this.kept.push(envelope.detach());
      },
      bookmark: (version) => this.bookmarks.push(version),
      failure: (status) => this.failures.push(status),
      malformed: (problem) => this.malformed.push(problem),
    },
  );

  constructor(...chunks: readonly Buffer[]) {
    for (const chunk of chunks) {
      // The decoder must not keep what it was given: its memory is used again.
      const copy = Buffer.from(chunk);
      this.#decoder.push(copy);
      this.#decoder.release();
      copy.fill(0);
    }
  }

  static text(text: string): Decoded {
    return new Decoded(Buffer.from(text));
  }
}

function chunksOf(bytes: Buffer, random: RandomJson, longest: number): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = 1 + random.below(longest);
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

function stringOr<Other>(value: unknown, other: Other): string | Other {
  return typeof value === "string" ? value : other;
}

/** What JSON.parse says of an event, in the words of the decoder; `undefined` if it is not one to be handed out. */
function expected(line: string): Seen | undefined {
  const { type, object } = JSON.parse(line);
  const meta = object?.metadata;
  if (type !== "ADDED" && type !== "MODIFIED" && type !== "DELETED") return undefined;
  if (typeof object !== "object" || typeof meta !== "object" || Array.isArray(object) || Array.isArray(meta) || meta === null) return undefined;
  const uid = stringOr(meta.uid, "");
  if (uid === "") return undefined;
  return { type, uid, resourceVersion: stringOr(meta.resourceVersion, ""), name: stringOr(meta.name, ""), namespace: stringOr(meta.namespace, undefined) };
}

describe("decoding of watch events", () => {
  it("sees in any JSON what JSON.parse sees, however it is cut into chunks", () => {
    const random = new RandomJson(1);
    let events = 0;
    for (let round = 0; round < 300; round++) {
      const lines = Array.from({ length: 10 }, () => random.event().replaceAll("\n", " "));
      const wanted = lines.map(expected).filter((seen) => seen !== undefined);
      const decoded = new Decoded(...chunksOf(Buffer.from(`${lines.join("\n")}\n`), random, random.pick([1, 7, 100, 10_000])));
      expect(decoded.seen).toEqual(wanted);
      events += wanted.length;
    }
    expect(events).toBeGreaterThan(500);
  });

  it("gives back each object exactly, with its kind", () => {
    const random = new RandomJson(2);
    let compared = 0;
    for (let round = 0; round < 1500; round++) {
      const line = random.event();
      const [envelope] = Decoded.text(`${line}\n`).kept;
      if (envelope === undefined) continue;
      const { object } = JSON.parse(line);
      const isTyped = typeof object.kind === "string" && typeof object.apiVersion === "string";
      const wanted = isTyped ? object : { ...object, kind: "KopfExample", apiVersion: "kopf.dev/v1" };
      expect(envelope.parse()).toEqual(wanted);
      expect(JSON.parse(envelope.text())).toEqual(wanted);
      compared++;
    }
    expect(compared).toBeGreaterThan(100);
  });

  it("refuses every line that was cut", () => {
    const random = new RandomJson(3);
    for (let round = 0; round < 200; round++) {
      const line = Buffer.from(random.event());
      const cut = line.subarray(0, 1 + random.below(line.length - 1)).toString("latin1").trimEnd();
      const decoded = new Decoded(Buffer.from(`${cut}\n`, "latin1"));
      expect(decoded.seen).toEqual([]);
      expect(decoded.malformed.length + decoded.bookmarks.length).toBeLessThanOrEqual(1);
      expect(decoded.bookmarks).toEqual([]);
    }
  });

  it.each([
    ["text", "hello"],
    ["an array", "[]"],
    ["two objects", '{"type":"ADDED"}{}'],
    ["a missing colon", '{"type" "ADDED"}'],
    ["a missing comma", '{"type":"ADDED" "object":{}}'],
    ["a missing value", '{"type":,"object":{}}'],
    ["a key without quotes", '{type:"ADDED"}'],
    ["a number", "17"],
  ])("tells of a line that is not an event: %s", (_title, line) => {
    const good = '{"type":"ADDED","object":{"metadata":{"uid":"u","name":"n"}}}';
    const decoded = Decoded.text(`${line}\n${good}\n`);
    expect(decoded.malformed).toEqual([expect.stringContaining(line)]);
    expect(decoded.seen).toHaveLength(1);
  });

  it("reads bookmarks and the server's failures", () => {
    const bookmark = '{"type":"BOOKMARK","object":{"kind":"KopfExample","metadata":{"resourceVersion":"12"}}}';
    const failure = '{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}';
    const decoded = Decoded.text(`${bookmark}\r\n\r\n${failure}\n`);
    expect(decoded.bookmarks).toEqual(["12"]);
    expect(decoded.failures).toEqual([{ kind: "Status", code: 410, reason: "Expired" }]);
    expect([decoded.seen, decoded.malformed]).toEqual([[], []]);
  });

  it("reads an object of several megabytes", () => {
    const object = { apiVersion: "kopf.dev/v1", kind: "KopfExample", spec: { blob: "€".repeat(1_400_000) }, metadata: { uid: "u", name: "big" } };
    const line = Buffer.from(`${JSON.stringify({ type: "MODIFIED", object })}\n`);
    const decoded = new Decoded(...chunksOf(line, new RandomJson(4), 65_536));
    expect(decoded.kept[0]?.parse()).toEqual(object);
    expect(decoded.kept[0]?.byteLength).toBeGreaterThan(4_200_000);
  });

  it("keeps numbers that no double can hold in the text", () => {
    const decoded = Decoded.text('{"type":"ADDED","object":{"apiVersion":"v1","kind":"K","metadata":{"uid":"u"},"spec":{"n":9007199254740993}}}\n');
    expect(decoded.kept[0]?.text()).toContain('"n":9007199254740993');
  });

  it("parses only when it is asked to", () => {
    const decoded = Decoded.text('{"type":"ADDED","object":{"apiVersion":"v1","kind":"K","metadata":{"uid":"u"},"spec":{"a": nonsense}}}\n');
    expect(decoded.counters.parses).toBe(0);
    expect(() => decoded.kept[0]?.parse()).toThrow(expect.objectContaining({ code: "MALFORMED_OBJECT" }));
    expect(decoded.counters.parses).toBe(1);
  });
});
