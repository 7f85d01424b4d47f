import { resourcePath } from "../resources/resource.js";
import { messageOf, OperatorError } from "../support/errors.js";
import type { ObjectVersion } from "./envelope.js";
import { KubeConnectionError } from "./errors.js";
import { errorOfStatus } from "./map-errors.js";
import { Silence } from "./silence.js";
import type { StreamOptions, StreamSink } from "./stream-options.js";
import type { StreamEnvelope } from "./wire/stream-envelope.js";
import { ACCEPT } from "./wire/stream-format.js";
import type { StreamFormats, StreamSplitter } from "./wire/stream-format.js";

/** A watch that lasted for so long was a good one, whatever it brought. */
const GOOD_MS = 30_000;

/** What a watch needs. */
export interface WatchRoundParts {
  readonly options: StreamOptions;
  readonly sink: StreamSink;
  readonly formats: StreamFormats;
  /** From where it goes on. */
  readonly version: ObjectVersion;
  /** Called when the server has begun to answer. */
  readonly opened: () => void;
}

/** One watch: from its request to its end. */
export class WatchRound {
  readonly #parts: WatchRoundParts;
  readonly #path: string;
  /** Long ago: a request is not an answer. */
  #lastHeardMs = Number.NEGATIVE_INFINITY;
  #openedMs: number | undefined;
  #version: ObjectVersion;
  #isSilent = false;

  constructor(parts: WatchRoundParts) {
    const { resource, namespace } = parts.options;
    this.#parts = parts;
    this.#path = resourcePath(resource, { namespace });
    this.#version = parts.version;
  }

  /** The version of what was received last, completely. */
  get version(): ObjectVersion {
    return this.#version;
  }

  /** When the server was heard last; `-Infinity` while it has not answered. */
  get lastHeardMs(): number {
    return this.#lastHeardMs;
  }

  /** Whether it came further than it began. One that only repeats its version would do so again and again. */
  get hasProgressed(): boolean {
    return String(this.#version) !== String(this.#parts.version);
  }

  /** Whether nothing speaks for a pause: it has progressed, or lasted as long as it should in a cluster where nothing happens. */
  get wasGood(): boolean {
    if (this.#openedMs === undefined) return false;
    const { clock, limits } = this.#parts.options;
    const askedMs = (limits().serverTimeoutS ?? Infinity) * 1000;
    const lastedMs = clock.monotonic() - this.#openedMs;
    return this.hasProgressed || this.#isSilent || lastedMs >= Math.min(GOOD_MS, 0.9 * askedMs);
  }

  /**
   * Watches until the server ends it, or is silent for too long. Rejects with what the server or the network says else, and when the
   * server does not answer at all.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, limits } = this.#parts.options;
    const limitMs = limits().inactivityTimeoutMs;
    const startedMs = clock.monotonic();
    const silence = new Silence(clock, limitMs, () => Math.max(startedMs, this.#lastHeardMs));
    try {
      await this.#watch(AbortSignal.any([signal, silence.signal]));
    } catch (error) {
      if (signal.aborted || !silence.signal.aborted) throw error;
      if (this.#openedMs === undefined) throw notAnswered(this.#path, limitMs);
      this.#isSilent = true;
    } finally {
      silence.stop();
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { options, opened, sink } = this.#parts;
    let splitter = this.#splitter("");
    await options.transport.stream({
      purpose: "watch",
      path: this.#path,
      query: {
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: this.#version === "" ? undefined : this.#version,
        timeoutSeconds: options.limits().serverTimeoutS ?? undefined,
      },
      accept: ACCEPT[options.view].watch,
      signal,
      onOpen: ({ contentType }) => {
        splitter = this.#splitter(contentType);
        this.#openedMs = options.clock.monotonic();
        this.#lastHeardMs = this.#openedMs;
        opened();
      },
      onData: (chunk) => {
        this.#lastHeardMs = options.clock.monotonic();
        try {
          splitter.push(chunk);
        } finally {
          sink.flush();
        }
      },
    });
  }

  #splitter(contentType: string): StreamSplitter {
    const format = this.#parts.formats.of(contentType);
    const { envelope } = format;
    return format.splitter((bytes, start, end) => {
      const type = envelope.readEvent(bytes, start, end);
      if (type === undefined)
        this.#parts.sink.malformed(`a line is no watch event: ${excerpt(bytes, start, end)}`);
      else this.#take(type, envelope);
    });
  }

  #take(type: string, envelope: StreamEnvelope): void {
    const { sink } = this.#parts;
    if (type === "ERROR") throw errorOfEvent(envelope, `The watch of ${this.#path}`);
    if (envelope.type === null && type !== "BOOKMARK") {
      return sink.malformed(`a watch event has the unknown type ${JSON.stringify(type)}.`);
    }
    const { version } = envelope;
    if (envelope.type !== null) {
      if (envelope.hasIdentity) sink.event(envelope);
      else sink.malformed(`a ${type} event's object has no metadata.name.`);
    }
    if (version !== "") this.#version = version;
  }
}

function notAnswered(path: string, limitMs: number): KubeConnectionError {
  return new KubeConnectionError(
    `The watch of ${path} was not answered within ${limitMs / 1000} s. Check the server and the way to it.`,
  );
}

function excerpt(bytes: Buffer, start: number, end: number): string {
  return JSON.stringify(bytes.toString("utf8", start, Math.min(end, start + 100)));
}

/** The `Status` of an ERROR event, as the error that an answer with that status would be. */
function errorOfEvent(envelope: StreamEnvelope, what: string): unknown {
  try {
    return errorOfStatus(envelope.status(), { what });
  } catch (error) {
    return new OperatorError(
      "MALFORMED_OBJECT",
      `An ERROR event of a watch cannot be read: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
