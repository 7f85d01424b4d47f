import type { WatchEventType } from "../envelope.js";
import { parseOrNothing } from "../json.js";
import { OBJECT, TYPE } from "./envelope-keys.js";
import { startsWith } from "./json-bytes.js";
import { JsonEnvelope } from "./json-envelope.js";
import type { ObjectsOf } from "./json-envelope.js";
import { LineSplitter } from "./line-splitter.js";
import { excerptOf } from "./watch-decoder.js";
import type { WatchDecoder, WatchReceiver } from "./watch-decoder.js";

/** The most frequent one first. */
const EVENT_TYPES: readonly (readonly [WatchEventType, Buffer])[] = (["MODIFIED", "ADDED", "DELETED"] as const).map((type) => [type, Buffer.from(type)]);

/** Decodes a watch in JSON: one event in each line. */
export class JsonWatchDecoder implements WatchDecoder {
  readonly #envelope: JsonEnvelope;
  readonly #receiver: WatchReceiver;
  readonly #lines: LineSplitter;

  constructor(objects: ObjectsOf, receiver: WatchReceiver) {
    this.#envelope = new JsonEnvelope(objects);
    this.#receiver = receiver;
    this.#lines = new LineSplitter((bytes, start, end) => this.#line(bytes, start, end));
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  release(): void {
    this.#envelope.release();
  }

  #line(bytes: Buffer, start: number, end: number): void {
    const { scanner } = this.#envelope;
    if (scanner.scanEvent(bytes, start, end) < 0) return this.#malformed("a line is not JSON", bytes, start, end);
    const type = this.#eventType(bytes);
    if (type === undefined) return this.#other(bytes, start, end);
    const problem = this.#envelope.load(bytes, type);
    if (problem === undefined) this.#receiver.event(this.#envelope);
    else this.#malformed(problem, bytes, start, end);
  }

  // No string is made for what nearly every event is.
  #eventType(bytes: Buffer): WatchEventType | undefined {
    const { scanner } = this.#envelope;
    const start = scanner.start(TYPE);
    if (start < 0) return undefined;
    const length = scanner.end(TYPE) - start;
    for (const [type, letters] of EVENT_TYPES) if (length === letters.length && startsWith(bytes, start, letters)) return type;
    const text = scanner.text(TYPE);
    return EVENT_TYPES.find(([type]) => type === text)?.[0];
  }

  #other(bytes: Buffer, start: number, end: number): void {
    const { scanner } = this.#envelope;
    const type = scanner.text(TYPE) ?? "";
    if (type === "BOOKMARK") {
      this.#envelope.load(bytes, null);
      if (this.#envelope.resourceVersion !== "") this.#receiver.bookmark(this.#envelope.resourceVersion);
    } else if (type === "ERROR") {
      this.#receiver.failure(parseOrNothing(bytes.toString("utf8", scanner.start(OBJECT), scanner.end(OBJECT))));
    } else {
      this.#malformed(`an event is of the unknown type "${type}"`, bytes, start, end);
    }
  }

  #malformed(problem: string, bytes: Buffer, start: number, end: number): void {
    this.#receiver.malformed(`${problem}: ${excerptOf(bytes, start, end)}`);
  }
}
