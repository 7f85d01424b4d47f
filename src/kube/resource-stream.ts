import { Backoff } from "./backoff.js";
import { ExpiredError, KubeApiError } from "./errors.js";
import { FailureLog } from "./failure-log.js";
import { GuardedSink } from "./guarded-sink.js";
import { Listing } from "./listing.js";
import type { ListCause } from "./listing.js";
import { streamName } from "./stream-options.js";
import type { StreamOptions, StreamSink } from "./stream-options.js";
import { WatchRound } from "./watch-round.js";

/** What a stream does at the moment. */
export type StreamState = "idle" | "listing" | "watching" | "waiting";

/**
 * The objects of one kind in one namespace, or in all: a list, then all that happens to them, for ever.
 *
 * @remarks
 * A watch that ends goes on from the last version that was received completely. Only a version that the server has forgotten
 * makes it list again. Failures are tried again with growing pauses, and told at most once a minute; nothing ends it but its
 * signal.
 */
export class ResourceStream {
  readonly #options: StreamOptions;
  readonly #sink: StreamSink;
  readonly #listing: Listing;
  readonly #failures: FailureLog;
  readonly #pauses: Backoff;
  /** Lists that a version which had expired again made necessary, one after the other. */
  readonly #relists: Backoff;
  readonly #firstListed: Promise<void>;
  #resolveFirstListed: () => void = () => {};
  #state: StreamState = "idle";
  #version: string | undefined;
  #watch: WatchRound | undefined;
  #lastHeardMs: number;

  constructor(options: StreamOptions) {
    const { clock, logger, sink, random = Math.random } = options;
    this.#options = options;
    this.#sink = new GuardedSink(sink, logger, streamName(options));
    this.#failures = new FailureLog(clock, logger, `Watching ${streamName(options)}`);
    this.#pauses = new Backoff(random);
    this.#relists = new Backoff(random);
    this.#lastHeardMs = clock.monotonic();
    this.#listing = new Listing(options, this.#sink, () => (this.#lastHeardMs = clock.monotonic()));
    this.#firstListed = new Promise((resolve) => (this.#resolveFirstListed = resolve));
  }

  get state(): StreamState {
    return this.#state;
  }

  /** When bytes came in last, by the clock's monotonic time; before the first ones, when the stream was made. */
  get lastHeard(): number {
    return Math.max(this.#lastHeardMs, this.#watch?.lastHeardMs ?? 0);
  }

  /** From where it would go on; `""` before the first list is complete, and while it has to list again. */
  get resourceVersion(): string {
    return this.#watch?.version ?? this.#version ?? "";
  }

  /** Resolves when a list is complete for the first time; never, if the stream is ended before. */
  get firstListed(): Promise<void> {
    return this.#firstListed;
  }

  /** Lists and watches until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await (this.#version === undefined ? this.#list(signal) : this.#watchFrom(this.#version, signal));
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
    this.#state = "idle";
  }

  async #list(signal: AbortSignal): Promise<void> {
    this.#state = "listing";
    this.#version = await this.#listing.page(signal);
    this.#pauses.reset();
    if (this.#version === undefined) return;
    this.#failures.worked();
    this.#resolveFirstListed();
  }

  async #watchFrom(version: string, signal: AbortSignal): Promise<void> {
    this.#state = "watching";
    const watch = new WatchRound(this.#options, this.#sink, version, () => this.#failures.worked());
    this.#watch = watch;
    try {
      await watch.run(signal);
    } finally {
      this.#close(watch);
    }
    await this.#pause(this.#pauses.next(this.#options.limits().reconnectBackoffMs), signal);
  }

  #close(watch: WatchRound): void {
    this.#version = watch.version;
    this.#lastHeardMs = watch.lastHeardMs;
    this.#watch = undefined;
    if (watch.hasReceived) this.#relists.reset();
    if (watch.wasGood) this.#pauses.reset();
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    if (error instanceof ExpiredError && this.#version !== undefined) return this.#relist("expired", signal);
    const { reconnectBackoffMs } = this.#options.limits();
    const askedMs = error instanceof KubeApiError ? (error.retryAfterMs ?? 0) : 0;
    const pauseMs = Math.max(this.#pauses.next(reconnectBackoffMs), askedMs);
    this.#failures.failed(error, pauseMs);
    if (this.#version !== undefined && isRefusedVersion(error)) this.#forgetVersion("refused");
    await this.#pause(pauseMs, signal);
  }

  // At once for the first time: a version expires in the ordinary course of things. Over and over again it is a fault.
  async #relist(cause: ListCause, signal: AbortSignal): Promise<void> {
    this.#forgetVersion(cause);
    const isFirst = this.#relists.failures === 0;
    const pauseMs = this.#relists.next(this.#options.limits().reconnectBackoffMs);
    if (!isFirst) await this.#pause(pauseMs, signal);
  }

  #forgetVersion(cause: ListCause): void {
    this.#options.logger.debug(`${streamName(this.#options)} is listed again: ${cause}.`);
    this.#version = undefined;
    this.#listing.begin(cause);
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    this.#state = "waiting";
    await this.#options.clock.sleep(ms, signal);
  }
}

/** All else in the request is constant: what the server does not understand is the version. */
function isRefusedVersion(error: unknown): boolean {
  return error instanceof KubeApiError && (error.status === 400 || error.status === 422);
}
