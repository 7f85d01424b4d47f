import { apiVersionOf, resourceKey } from "../resources/resource.js";
import { hasCode, isOperatorError } from "../support/errors.js";
import { memberOf } from "../support/members.js";
import { Backoff } from "./backoff.js";
import type { ObjectVersion } from "./envelope.js";
import { askedPauseMs } from "./errors.js";
import { GuardedSink } from "./guarded-sink.js";
import { Listing, type ListCause } from "./listing.js";
import { StreamTroubles } from "./stream-errors.js";
import type { StreamOptions, StreamSink } from "./stream-options.js";
import { WatchRound } from "./watch-round.js";
import { StreamFormats } from "./wire/stream-format.js";

export type { StreamOptions, StreamSink } from "./stream-options.js";

/** What a stream is doing. */
export type StreamState = "idle" | "listing" | "watching" | "waiting";

/**
 * Follows the objects of one kind, in one namespace or all: lists them in pages, watches from the list's version, and goes on from
 * the last version after any cut. It is listed again only when the server has forgotten that version (410). It never gives up.
 */
export class ResourceStream {
  readonly #options: StreamOptions;
  readonly #sink: StreamSink;
  readonly #formats: StreamFormats;
  readonly #listing: Listing;
  readonly #troubles: StreamTroubles;
  readonly #pauses: Backoff;
  /** Pauses between lists that a version made necessary which was forgotten, or refused, before anything came. */
  readonly #relists: Backoff;
  readonly #firstListed = Promise.withResolvers<void>();
  #hasJustExpired = false;
  #state: StreamState = "idle";
  #lastHeard: number;
  /** `undefined`: it has to be listed. */
  #version: ObjectVersion | undefined;
  #watch: WatchRound | undefined;

  constructor(options: StreamOptions) {
    const { resource, namespace, view, clock, counters, logger, random } = options;
    const shape = {
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      isPartial: view === "metadata",
      counters,
    };
    this.#options = options;
    this.#sink = new GuardedSink(options.sink, logger, resourceKey(resource));
    this.#formats = new StreamFormats(shape);
    this.#lastHeard = clock.monotonic();
    this.#listing = new Listing({
      options,
      sink: this.#sink,
      formats: this.#formats,
      heard: () => (this.#lastHeard = clock.monotonic()),
    });
    this.#pauses = new Backoff(() => options.limits().reconnectBackoffMs, random);
    this.#relists = new Backoff(() => options.limits().reconnectBackoffMs, random);
    this.#troubles = new StreamTroubles({ logger, clock, resource, namespace });
  }

  get state(): StreamState {
    return this.#state;
  }

  /** When the server was heard last, on the monotonic clock: bytes of lists and watches, and refusals. */
  get lastHeard(): number {
    return Math.max(this.#lastHeard, this.#watch?.lastHeardMs ?? 0);
  }

  /** The version that a watch would go on from; empty while it has to be listed. */
  get resourceVersion(): string {
    return String(this.#watch?.version ?? this.#version ?? "");
  }

  /** Resolves when all objects were listed once, or the stream has ended before. */
  get firstListed(): Promise<void> {
    return this.#firstListed.promise;
  }

  /** Lists and watches until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#version === undefined) await this.#list(signal);
        else await this.#watchFrom(this.#version, signal);
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
    this.#state = "idle";
    this.#firstListed.resolve();
  }

  async #list(signal: AbortSignal): Promise<void> {
    this.#state = "listing";
    this.#version = await this.#listing.page(signal);
    if (this.#version === undefined) return;
    this.#pauses.reset();
    this.#troubles.over();
    this.#firstListed.resolve();
  }

  async #watchFrom(version: ObjectVersion, signal: AbortSignal): Promise<void> {
    this.#state = "watching";
    const watch = new WatchRound({
      options: this.#options,
      sink: this.#sink,
      formats: this.#formats,
      version,
      opened: () => this.#troubles.over(),
    });
    this.#watch = watch;
    try {
      await watch.run(signal);
    } finally {
      this.#close(watch);
    }
    // One that did what it should is opened again at once.
    if (!watch.wasGood) await this.#pause(this.#pauses.next(), signal);
  }

  #close(watch: WatchRound): void {
    this.#version = watch.version;
    this.#lastHeard = Math.max(this.#lastHeard, watch.lastHeardMs);
    this.#watch = undefined;
    // A watch without a version begins with what is there then: what vanished before only a list tells.
    if (watch.version === "") this.#forgetVersion("unversioned");
    if (watch.wasGood) this.#pauses.reset();
    if (!watch.hasProgressed) return;
    this.#hasJustExpired = false;
    this.#relists.reset();
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    if (isAnswer(error)) this.#lastHeard = this.#options.clock.monotonic();
    if (this.#version !== undefined && hasCode(error, "KUBE_EXPIRED")) return this.#relist(signal);
    this.#troubles.tell(error);
    // All else in the request is constant: what the server does not understand is the version.
    const isRefused = this.#version !== undefined && isRefusal(error);
    if (isRefused) this.#forgetVersion("refused");
    const pauses = isRefused ? this.#relists : this.#pauses;
    await this.#pause(pauses.next(askedPauseMs(error)), signal);
  }

  // At once for the first time: the server has told what to do. Over and over again it is a fault, and costs the server much.
  async #relist(signal: AbortSignal): Promise<void> {
    this.#forgetVersion("expired");
    if (this.#hasJustExpired) await this.#pause(this.#relists.next(), signal);
    this.#hasJustExpired = true;
  }

  #forgetVersion(cause: ListCause): void {
    this.#version = undefined;
    this.#listing.begin(cause);
  }

  async #pause(delayMs: number, signal: AbortSignal): Promise<void> {
    this.#state = "waiting";
    await this.#options.clock.sleep(delayMs, signal);
  }
}

/** Whether the server itself has answered. A 5xx may be a gateway's that does not reach it either. */
function isAnswer(error: unknown): boolean {
  const status = statusOf(error);
  return status !== undefined && status < 500;
}

function isRefusal(error: unknown): boolean {
  const status = statusOf(error);
  return status === 400 || status === 422;
}

function statusOf(error: unknown): number | undefined {
  const status: unknown = isOperatorError(error) ? memberOf(error, "status") : undefined;
  return typeof status === "number" ? status : undefined;
}
