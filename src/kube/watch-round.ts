import type { Envelope } from "./envelope.js";
import { errorOfStatusEvent } from "./errors.js";
import { SilenceTimer } from "./silence-timer.js";
import { watchAccept, watchDecoder } from "./stream-format.js";
import { streamPath } from "./stream-options.js";
import type { StreamOptions, StreamSink } from "./stream-options.js";
import type { ObjectsOf } from "./wire/json-envelope.js";
import type { WatchDecoder, WatchReceiver } from "./wire/watch-decoder.js";

/** A watch that lasted for so long was a good one, whatever it brought. */
const GOOD_WATCH_MS = 30_000;

/** One request that watches, from a resource version on. */
export class WatchRound implements WatchReceiver {
  readonly #options: StreamOptions;
  readonly #sink: StreamSink;
  readonly #onOpen: () => void;
  readonly #abort = new AbortController();
  readonly #startedMs: number;
  #lastHeardMs: number;
  #version: string;
  #hasReceived = false;
  #isSilent = false;
  #decoder: WatchDecoder;

  /** @param onOpen - Called when the server has begun to answer. */
  constructor(options: StreamOptions, sink: StreamSink, version: string, onOpen: () => void) {
    this.#options = options;
    this.#sink = sink;
    this.#version = version;
    this.#onOpen = onOpen;
    this.#startedMs = options.clock.monotonic();
    this.#lastHeardMs = this.#startedMs;
    this.#decoder = watchDecoder("", this.#objects(), this);
  }

  /** The version of what was received last, completely. */
  get version(): string {
    return this.#version;
  }

  /** When bytes came in last. */
  get lastHeardMs(): number {
    return this.#lastHeardMs;
  }

  /** Whether an event or a bookmark came. */
  get hasReceived(): boolean {
    return this.#hasReceived;
  }

  /** Whether there is nothing to hold against it: it brought something, or it ended as it should, or it lasted. */
  get wasGood(): boolean {
    const { clock, limits } = this.#options;
    const lastedMs = clock.monotonic() - this.#startedMs;
    const askedMs = (limits().serverTimeoutS ?? Infinity) * 1000;
    return this.#hasReceived || this.#isSilent || lastedMs >= Math.min(GOOD_WATCH_MS, 0.9 * askedMs);
  }

  /**
   * Watches until the server ends it, or is silent for too long.
   *
   * @throws what {@link Transport.stream} throws; ExpiredError also if the server says so in an event.
   */
  async run(signal: AbortSignal): Promise<void> {
    const onAbort = (): void => this.#abort.abort(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    const { clock, limits } = this.#options;
    const silence = new SilenceTimer(clock, limits().inactivityTimeoutMs, () => this.#lastHeardMs, () => this.#endSilence());
    try {
      await this.#watch();
    } catch (error) {
      if (!this.#isSilent || signal.aborted) throw error;
    } finally {
      silence.stop();
      signal.removeEventListener("abort", onAbort);
    }
  }

  event(envelope: Envelope): void {
    const version = envelope.resourceVersion;
    this.#sink.event(envelope);
    this.#hasReceived = true;
    if (version !== "") this.#version = version;
  }

  bookmark(resourceVersion: string): void {
    this.#hasReceived = true;
    this.#version = resourceVersion;
  }

  failure(status: unknown): void {
    const { clock } = this.#options;
    throw errorOfStatusEvent(status, `Watching ${streamPath(this.#options)}`, clock.now());
  }

  malformed(problem: string): void {
    this.#sink.malformed(problem);
  }

  async #watch(): Promise<void> {
    const { transport, limits, view } = this.#options;
    transport.counters.watches++;
    await transport.stream({
      path: streamPath(this.#options),
      query: {
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: this.#version === "" ? undefined : this.#version,
        timeoutSeconds: limits().serverTimeoutS ?? undefined,
      },
      accept: watchAccept(view),
      signal: this.#abort.signal,
      onHeaders: (headers) => {
        this.#lastHeardMs = this.#options.clock.monotonic();
        this.#onOpen();
        this.#decoder = watchDecoder(headers["content-type"] ?? "", this.#objects(), this);
      },
      onData: (chunk) => this.#data(chunk),
    });
  }

  #data(chunk: Buffer): void {
    this.#lastHeardMs = this.#options.clock.monotonic();
    try {
      this.#decoder.push(chunk);
    } finally {
      this.#decoder.release();
      this.#sink.flush();
    }
  }

  #endSilence(): void {
    this.#isSilent = true;
    this.#abort.abort();
  }

  #objects(): ObjectsOf {
    const { resource, view, transport } = this.#options;
    return { resource, view, counters: transport.counters };
  }
}
