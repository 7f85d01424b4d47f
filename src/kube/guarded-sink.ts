import type { Logger } from "../telemetry/logger.js";
import type { Envelope } from "./envelope.js";
import type { StreamSink } from "./stream-options.js";

/** A sink that never throws: one object that cannot be handled does not cost the stream the others. */
export class GuardedSink implements StreamSink {
  readonly #sink: StreamSink;
  readonly #logger: Logger;
  readonly #name: string;

  constructor(sink: StreamSink, logger: Logger, name: string) {
    this.#sink = sink;
    this.#logger = logger;
    this.#name = name;
  }

  listing(): void {
    this.#guarded(() => this.#sink.listing());
  }

  listed(): void {
    this.#guarded(() => this.#sink.listed());
  }

  flush(): void {
    this.#guarded(() => this.#sink.flush());
  }

  malformed(problem: string): void {
    this.#guarded(() => this.#sink.malformed(problem));
  }

  // Written out: these two run for every object, and a closure for each would be the only thing that they allocate.
  item(envelope: Envelope): void {
    try {
      this.#sink.item(envelope);
    } catch (error) {
      this.#report(error);
    }
  }

  event(envelope: Envelope): void {
    try {
      this.#sink.event(envelope);
    } catch (error) {
      this.#report(error);
    }
  }

  #guarded(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    this.#logger.error(`Something of ${this.#name} could not be handled; the stream goes on.`, { error });
  }
}
