import type { Envelope } from "../envelope.js";
import { JsonEnvelope } from "./json-envelope.js";
import type { ObjectsOf } from "./json-envelope.js";
import { PageScanner } from "./page-scanner.js";
import type { PageEnd } from "./page-scanner.js";
import { excerptOf } from "./watch-decoder.js";

/** Gets the objects of a list. */
export interface PageReceiver {
  item(envelope: Envelope): void;
  malformed(problem: string): void;
}

/** Turns the bytes of a list's page into objects. */
export interface PageDecoder {
  push(chunk: Buffer): void;
  /** Lets go of the bytes of the last chunk. */
  release(): void;
  /** @throws OperatorError with code `MALFORMED_OBJECT` if the page is not complete. */
  finish(): PageEnd;
}

/** Decodes pages in JSON. */
export class JsonPageDecoder implements PageDecoder {
  readonly #envelope: JsonEnvelope;
  readonly #receiver: PageReceiver;
  readonly #page: PageScanner;

  constructor(objects: ObjectsOf, receiver: PageReceiver) {
    this.#envelope = new JsonEnvelope(objects);
    this.#receiver = receiver;
    this.#page = new PageScanner(this.#envelope.scanner, (bytes, start, end) => this.#item(bytes, start, end));
  }

  push(chunk: Buffer): void {
    this.#page.push(chunk);
  }

  release(): void {
    this.#envelope.release();
  }

  finish(): PageEnd {
    return this.#page.finish();
  }

  #item(bytes: Buffer, start: number, end: number): void {
    const problem = this.#envelope.load(bytes, null);
    if (problem === undefined) this.#receiver.item(this.#envelope);
    else this.#receiver.malformed(`${problem}: ${excerptOf(bytes, start, end)}`);
  }
}
