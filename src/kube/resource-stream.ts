import { isRecord } from "../resources/json.js";
import { apiVersionOf, type Resource, resourcePath } from "../resources/resource.js";
import type { Clock } from "../support/clock.js";
import { hasCode, isOperatorError, messageOf, OperatorError } from "../support/errors.js";
import { memberOf } from "../support/members.js";
import type { Logger } from "../telemetry/logger.js";
import { Backoff } from "./backoff.js";
import type { Envelope, ObjectShape, ObjectVersion } from "./envelope.js";
import { errorOfStatus } from "./map-errors.js";
import type { WatchLimits } from "./network-settings.js";
import { Silence } from "./silence.js";
import type { TransportCounters } from "./transport-counters.js";
import { StreamTroubles } from "./stream-errors.js";
import type { Transport } from "./transport.js";
import { JsonEnvelope } from "./wire/json-envelope.js";
import { LineSplitter } from "./wire/line-splitter.js";
import { ListPage } from "./wire/list-page.js";

/** Who takes what a stream brings. Envelopes are valid only during the call. */
export interface StreamSink {
  /** A complete listing begins; also again, when it had to begin anew. */
  listing(): void;
  /** An object of the listing. */
  item(envelope: Envelope): void;
  /** The listing is complete: what did not come is gone. */
  listed(): void;
  /** A watch event. */
  event(envelope: Envelope): void;
  /** The end of what came together. */
  flush(): void;
  /** Something that cannot be read; the stream goes on. */
  malformed(problem: string): void;
}

/** Which objects a stream brings, and how. */
export interface StreamOptions {
  readonly transport: Transport;
  readonly resource: Resource;
  /** `undefined`: all namespaces, or a cluster-wide kind. */
  readonly namespace?: string | undefined;
  readonly view: "full" | "metadata";
  readonly limits: () => WatchLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sink: StreamSink;
  readonly counters: TransportCounters;
  readonly random?: () => number;
}

/** What a stream is doing. */
export type StreamState = "idle" | "listing" | "watching" | "waiting";

/** Items of a list are handed on for so long before other work of the process gets a turn. */
const SLICE_MS = 4;

const ACCEPT = {
  full: { list: "application/json", watch: "application/json" },
  metadata: {
    list: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
    watch: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
  },
} as const;

/**
 * Follows the objects of one kind, in one namespace or all: lists them in pages, watches from the list's version, and goes on from
 * the last version after any cut. It is listed again only when the server has forgotten that version (410). It never gives up.
 */
export class ResourceStream {
  readonly #options: StreamOptions;
  readonly #path: string;
  readonly #envelope: JsonEnvelope;
  readonly #backoff: Backoff;
  readonly #troubles: StreamTroubles;
  readonly #firstListed = Promise.withResolvers<void>();
  #state: StreamState = "idle";
  #lastHeard: number;
  #version: ObjectVersion = "";
  #cause = "start";
  #hasReceived = false;

  constructor(options: StreamOptions) {
    const { resource, namespace, view, clock, counters } = options;
    this.#options = options;
    this.#path = resourcePath(resource, { namespace });
    const shape: ObjectShape = {
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      isPartial: view === "metadata",
      counters,
    };
    this.#envelope = new JsonEnvelope(shape);
    this.#backoff = new Backoff(() => options.limits().reconnectBackoffMs, options.random);
    this.#troubles = new StreamTroubles({ logger: options.logger, clock, resource, namespace });
    this.#lastHeard = clock.monotonic();
  }

  get state(): StreamState {
    return this.#state;
  }

  /** When the server was heard last, on the monotonic clock. */
  get lastHeard(): number {
    return this.#lastHeard;
  }

  /** The version that a watch would go on from. */
  get resourceVersion(): string {
    return String(this.#version);
  }

  /** Resolves when all objects were listed once. */
  get firstListed(): Promise<void> {
    return this.#firstListed.promise;
  }

  /** Lists and watches until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#version === "") await this.#list(signal);
        await this.#watch(signal);
        // A watch that ended well is opened again at once, unless it brings nothing again and again.
        if (!this.#hasReceived) await this.#pause(this.#backoff.next(), signal);
      } catch (error) {
        await this.#recover(error, signal);
      }
    }
    this.#state = "idle";
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    if (hasCode(error, "KUBE_EXPIRED")) {
      this.#version = "";
      this.#cause = "expired";
      // The first time at once: the server has told what to do.
      if (this.#state === "watching") return;
    } else if (!(error instanceof SilentWatch)) {
      this.#troubles.tell(error);
    }
    await this.#pause(this.#backoff.next(retryAfterMs(error)), signal);
  }

  async #pause(delayMs: number, signal: AbortSignal): Promise<void> {
    this.#state = "waiting";
    await this.#options.clock.sleep(delayMs, signal);
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { sink, counters } = this.#options;
    this.#state = "listing";
    sink.listing();
    let version = "";
    let token = "";
    do {
      const page = await this.#page(token, signal);
      await this.#handOn(page, signal);
      version ||= page.resourceVersion;
      token = page.continueToken;
    } while (token !== "");
    signal.throwIfAborted();
    counters.countList(this.#cause);
    this.#version = version;
    sink.listed();
    this.#firstListed.resolve();
    this.#heard();
  }

  async #page(token: string, signal: AbortSignal): Promise<ListPage> {
    const { transport, view, limits } = this.#options;
    const chunks: Buffer[] = [];
    await transport.stream({
      purpose: "list",
      path: this.#path,
      query: { limit: limits().pageSize, continue: token === "" ? undefined : token },
      accept: ACCEPT[view].list,
      signal,
      onOpen: () => undefined,
      onData: (chunk) => {
        chunks.push(chunk);
        this.#lastHeard = this.#options.clock.monotonic();
      },
    });
    const [only] = chunks;
    return new ListPage(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
  }

  async #handOn(page: ListPage, signal: AbortSignal): Promise<void> {
    const { sink, clock } = this.#options;
    let sliceMs = clock.monotonic();
    while (!signal.aborted && page.next(this.#envelope)) {
      if (this.#envelope.hasIdentity) sink.item(this.#envelope);
      else sink.malformed("an object of a list has no metadata.name.");
      if (clock.monotonic() - sliceMs < SLICE_MS) continue;
      sink.flush();
      await clock.yield();
      sliceMs = clock.monotonic();
    }
    sink.flush();
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { transport, view, limits, sink, clock } = this.#options;
    this.#state = "watching";
    const splitter = new LineSplitter((bytes, start, end) => this.#line(bytes, start, end));
    const openedMs = clock.monotonic();
    const silence = new Silence(clock, limits().inactivityTimeoutMs, () =>
      Math.max(openedMs, this.#lastHeard),
    );
    this.#hasReceived = false;
    const either = AbortSignal.any([signal, silence.signal]);
    try {
      await transport.stream({
        purpose: "watch",
        path: this.#path,
        query: {
          watch: true,
          allowWatchBookmarks: true,
          resourceVersion: this.#version,
          timeoutSeconds: limits().serverTimeoutS ?? undefined,
        },
        accept: ACCEPT[view].watch,
        signal: either,
        onOpen: () => {
          this.#troubles.over();
          this.#lastHeard = clock.monotonic();
        },
        onData: (chunk) => {
          this.#heard();
          splitter.push(chunk);
          sink.flush();
        },
      });
    } catch (error) {
      if (silence.signal.aborted && !signal.aborted)
        throw new SilentWatch("The watch was silent for too long.");
      throw error;
    } finally {
      silence.stop();
    }
  }

  #heard(): void {
    this.#lastHeard = this.#options.clock.monotonic();
    this.#hasReceived = true;
    this.#backoff.reset();
  }

  #line(bytes: Buffer, start: number, end: number): void {
    const { sink } = this.#options;
    const envelope = this.#envelope;
    const type = envelope.readEvent(bytes, start, end);
    if (type === "ERROR")
      throw errorOfEvent(bytes.toString("utf8", start, end), `The watch of ${this.#path}`);
    if (type === undefined) {
      sink.malformed(
        `a line is no watch event: ${JSON.stringify(bytes.toString("utf8", start, Math.min(end, start + 100)))}`,
      );
      return;
    }
    if (envelope.type !== null) {
      if (envelope.hasIdentity) sink.event(envelope);
      else sink.malformed(`a ${type} event's object has no metadata.name.`);
    } else if (type !== "BOOKMARK") {
      sink.malformed(`a watch event has the unknown type ${JSON.stringify(type)}.`);
    }
    if (envelope.version !== "") this.#version = envelope.version;
  }
}

/** Our own end of a watch that brought nothing for too long: nothing to tell, only to open it anew. */
class SilentWatch extends OperatorError {
  constructor(message: string) {
    super("KUBE_CONNECTION", message);
  }
}

/** The `Status` of an ERROR event, as the error that an answer with that status would be. */
function errorOfEvent(line: string, what: string): unknown {
  try {
    const event: unknown = JSON.parse(line);
    return errorOfStatus(isRecord(event) ? event["object"] : undefined, { what });
  } catch (error) {
    return new OperatorError(
      "MALFORMED_OBJECT",
      `An ERROR event of a watch cannot be read: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

function retryAfterMs(error: unknown): number {
  if (!isOperatorError(error)) return 0;
  const asked: unknown = memberOf(error, "retryAfterMs");
  return typeof asked === "number" ? asked : 0;
}
