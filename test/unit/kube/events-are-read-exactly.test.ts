import { isDeepStrictEqual } from "node:util";

import { describe, expect, it } from "@jest/globals";

import type { Envelope, WatchEventType } from "../../../src/kube/envelope.js";
import { TransportCounters } from "../../../src/kube/transport-counters.js";
import { JsonEnvelope } from "../../../src/kube/wire/json-envelope.js";
import { LineSplitter } from "../../../src/kube/wire/line-splitter.js";
import { RandomJson } from "./random-json.js";

interface Seen {
  readonly type: WatchEventType | null;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** What a watch's bytes are read as. */
class Decoded {
  readonly seen: Seen[] = [];
  readonly kept: Envelope[] = [];
  readonly others: string[] = [];
  readonly refused: string[] = [];
  readonly counters = new TransportCounters();

  constructor(...chunks: readonly Buffer[]) {
    const { counters } = this;
    const envelope = new JsonEnvelope({
      apiVersion: "kopf.dev/v1",
      kind: "KopfExample",
      isPartial: false,
      counters,
    });
    const splitter = new LineSplitter((bytes, start, end) => {
      const type = envelope.readEvent(bytes, start, end);
      if (type === undefined) this.refused.push(bytes.toString("utf8", start, end));
      else if (envelope.type === null) this.others.push(`${type} ${envelope.version}`);
      else this.#take(envelope);
    });
    for (const chunk of chunks) splitter.push(chunk);
  }

  static text(text: string): Decoded {
    return new Decoded(Buffer.from(text));
  }

  #take(envelope: JsonEnvelope): void {
    this.seen.push(seenIn(envelope));
    this.kept.push(envelope.detach());
  }
}

function seenIn({ type, uid, version, name, namespace }: Envelope): Seen {
  return { type, uid, resourceVersion: String(version), name, namespace };
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

/** What JSON.parse says of an event, in the words of the envelope; `undefined` if it is not one to be handed out. */
function expected(line: string): Seen | undefined {
  const { type, object } = JSON.parse(line) ?? {};
  if (type !== "ADDED" && type !== "MODIFIED" && type !== "DELETED") return undefined;
  if (typeof object !== "object" || Array.isArray(object) || object === null) return undefined;
  const meta = object.metadata ?? {};
  return {
    type,
    uid: stringOr(meta.uid, ""),
    resourceVersion: stringOr(meta.resourceVersion, ""),
    name: stringOr(meta.name, ""),
    namespace: stringOr(meta.namespace, undefined),
  };
}

function parsedOr<Other>(text: string, other: Other): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return other;
  }
}

/** Reads line after line with one envelope, as a stream does, and compares with `JSON.parse`. */
class Comparison {
  readonly mistakes: string[] = [];
  json = 0;
  other = 0;
  readonly #envelope = new JsonEnvelope({
    apiVersion: "kopf.dev/v1",
    kind: "KopfExample",
    isPartial: false,
    counters: new TransportCounters(),
  });

  take(bytes: Buffer): void {
    const line = bytes.toString();
    const seen = this.#read(bytes);
    const isJson = parsedOr(line, this) !== this;
    if (isJson) this.json++;
    else this.other++;
    // Some lines that are no JSON as a whole hold an object that is: it must be the one that was seen.
    const wanted = isJson || seen === undefined ? line : this.#withParsed(seen);
    if (wanted === undefined || (!isJson && seen === undefined)) return;
    if (!isDeepStrictEqual(seen, expected(wanted))) this.mistakes.push(line);
  }

  #read(bytes: Buffer): Seen | undefined {
    const type = this.#envelope.readEvent(bytes, 0, bytes.length);
    return type === undefined || this.#envelope.type === null ? undefined : seenIn(this.#envelope);
  }

  #withParsed({ type }: Seen): string | undefined {
    try {
      return JSON.stringify({ type, object: this.#envelope.parse() });
    } catch {
      return undefined;
    }
  }
}

describe("decoding of watch events", () => {
  it("agrees with JSON.parse on 100,000 generated and mutated lines", () => {
    const random = new RandomJson(5);
    const comparison = new Comparison();
    for (let round = 0; round < 100_000; round++) {
      const line = random.event();
      comparison.take(Buffer.from(round % 2 === 0 ? line : random.mutated(line)));
    }
    expect(comparison.mistakes).toEqual([]);
    expect(Math.min(comparison.json, comparison.other)).toBeGreaterThan(25_000);
  }, 120_000);

  it("sees in any JSON what JSON.parse sees, however it is cut into chunks", () => {
    const random = new RandomJson(1);
    let events = 0;
    for (let round = 0; round < 300; round++) {
      const lines = Array.from({ length: 10 }, () => random.event().replaceAll("\n", " "));
      const wanted = lines.map(expected).filter((seen) => seen !== undefined);
      const decoded = new Decoded(
        ...chunksOf(Buffer.from(`${lines.join("\n")}\n`), random, random.pick([1, 7, 100, 10_000])),
      );
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
      const isTyped = object.kind !== undefined && object.apiVersion !== undefined;
      const typed = { ...object, kind: "KopfExample", apiVersion: "kopf.dev/v1" };
      const wanted = isTyped ? object : typed;
      expect(envelope.parse()).toEqual(wanted);
      compared++;
    }
    expect(compared).toBeGreaterThan(100);
  });

  it("refuses every line that was cut", () => {
    const random = new RandomJson(3);
    for (let round = 0; round < 200; round++) {
      const line = Buffer.from(random.event());
      const cut = line
        .subarray(0, 1 + random.below(line.length - 1))
        .toString("latin1")
        .trimEnd();
      const decoded = new Decoded(Buffer.from(`${cut}\n`, "latin1"));
      expect(decoded.seen).toEqual([]);
      expect(decoded.others).toEqual([]);
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
    expect(decoded.refused).toEqual([line]);
    expect(decoded.seen).toHaveLength(1);
  });

  it("reads bookmarks and the server's failures", () => {
    const bookmark =
      '{"type":"BOOKMARK","object":{"kind":"KopfExample","metadata":{"resourceVersion":"12"}}}';
    const failure = '{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}';
    const decoded = Decoded.text(`${bookmark}\r\n\r\n${failure}\n`);
    expect(decoded.others).toEqual(["BOOKMARK 12", "ERROR "]);
    expect([decoded.seen, decoded.refused]).toEqual([[], []]);
  });

  it("reads an object of several megabytes", () => {
    const object = {
      apiVersion: "kopf.dev/v1",
      kind: "KopfExample",
      spec: { blob: "€".repeat(1_400_000) },
      metadata: { uid: "u", name: "big" },
    };
    const line = Buffer.from(`${JSON.stringify({ type: "MODIFIED", object })}\n`);
    const decoded = new Decoded(...chunksOf(line, new RandomJson(4), 65_536));
    expect(decoded.kept[0]?.parse()).toEqual(object);
    expect(decoded.kept[0]?.byteLength).toBeGreaterThan(1_400_000);
  });

  it("parses only when it is asked to", () => {
    const decoded = Decoded.text(
      '{"type":"ADDED","object":{"apiVersion":"v1","kind":"K","metadata":{"uid":"u"},"spec":{"a": nonsense}}}\n',
    );
    expect(decoded.counters.parses).toBe(0);
    expect(() => decoded.kept[0]?.parse()).toThrow(
      expect.objectContaining({ code: "MALFORMED_OBJECT" }),
    );
    expect(decoded.counters.parses).toBe(1);
  });
});
