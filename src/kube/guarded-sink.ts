import type { Logger } from "../telemetry/logger.js";
import type { Envelope } from "./envelope.js";
import type { StreamSink } from "./stream-options.js";

/**
 * A sink that never throws. An exception that reached the stream would cut the watch before the event counts as received: the same
 * event would come again, and cut it again, for ever.
 */
export class GuardedSink implements StreamSink {
  readonly #sink: StreamSink;
  readonly #logger: Logger;
  readonly #what: string;

  constructor(sink: StreamSink, logger: Logger, what: string) {
    this.#sink = sink;
    this.#logger = logger;
    this.#what = what;
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

  // Written out: these two run for every object, and need no closure.
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
    this.#logger.error(
      `Something of ${this.#what} could not be handled, and is left out. This is a mistake in kephale: please report it.`,
      { error },
    );
  }
}
