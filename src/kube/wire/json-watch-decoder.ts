import type { WatchEventType } from "../envelope.js";
import { parseOrNothing } from "../json.js";
import { OBJECT, TYPE } from "./envelope-keys.js";
import { JsonEnvelope } from "./json-envelope.js";
import type { ObjectsOf } from "./json-envelope.js";
import { LineSplitter } from "./line-splitter.js";
import { excerptOf } from "./watch-decoder.js";
import type { WatchDecoder, WatchReceiver } from "./watch-decoder.js";

const A = 0x41;
const D = 0x44;
const M = 0x4d;

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

  // Told by the first letter and the length: no string is made for what nearly every event is.
  #eventType(bytes: Buffer): WatchEventType | undefined {
    const start = this.#envelope.scanner.start(TYPE);
    if (start < 0) return undefined;
    const length = this.#envelope.scanner.end(TYPE) - start;
    const first = bytes[start];
    if (first === M && length === 8) return "MODIFIED";
    if (first === A && length === 5) return "ADDED";
    if (first === D && length === 7) return "DELETED";
    return undefined;
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
