import { ExpiredError } from "./errors.js";
import { listAccept, pageDecoder } from "./stream-format.js";
import { streamPath } from "./stream-options.js";
import type { StreamOptions, StreamSink } from "./stream-options.js";
import type { ObjectsOf } from "./wire/json-envelope.js";
import type { PageDecoder } from "./wire/json-page-decoder.js";
import type { PageEnd } from "./wire/page-scanner.js";

/** Why a list is made. `interrupted` and `continue-expired`: one that was under way had to begin anew. */
export type ListCause = "start" | "expired" | "refused" | "interrupted" | "continue-expired";

/** After so many lists whose continuation expired under way, all is asked for at once: there is more than pages can keep up with. */
const MOST_EXPIRED_CONTINUATIONS = 2;

/** Reads a list page by page, and knows where it is. */
export class Listing {
  readonly #options: StreamOptions;
  readonly #sink: StreamSink;
  readonly #heard: () => void;
  #cause: ListCause = "start";
  #continueToken = "";
  #isUnderWay = false;
  #expiredContinuations = 0;

  /** @param heard - Called whenever bytes come in. */
  constructor(options: StreamOptions, sink: StreamSink, heard: () => void) {
    this.#options = options;
    this.#sink = sink;
    this.#heard = heard;
  }

  /** The next page begins a new list. */
  begin(cause: ListCause): void {
    this.#cause = cause;
    this.#isUnderWay = false;
  }

  /**
   * Reads one page; the list's resource version if it was the last one.
   *
   * @throws what {@link Transport.stream} throws; the same page is read next if nothing of it was handed out.
   */
  async page(signal: AbortSignal): Promise<string | undefined> {
    if (!this.#isUnderWay) this.#start();
    const end = await this.#read(signal);
    if (end === undefined) return undefined;
    this.#continueToken = end.continueToken;
    if (end.continueToken !== "") return undefined;
    this.#isUnderWay = false;
    this.#expiredContinuations = 0;
    this.#sink.listed();
    this.#sink.flush();
    return end.resourceVersion;
  }

  #start(): void {
    const { listCauses } = this.#options.transport.counters;
    listCauses[this.#cause] = (listCauses[this.#cause] ?? 0) + 1;
    this.#isUnderWay = true;
    this.#continueToken = "";
    this.#sink.listing();
  }

  /** `undefined`: the list has to begin anew. */
  async #read(signal: AbortSignal): Promise<PageEnd | undefined> {
    let items = 0;
    try {
      return await this.#request(signal, () => items++);
    } catch (error) {
      if (error instanceof ExpiredError && this.#continueToken !== "") {
        this.#expiredContinuations++;
        this.begin("continue-expired");
        return undefined;
      }
      if (items > 0) this.begin("interrupted");
      throw error;
    }
  }

  async #request(signal: AbortSignal, onItem: () => void): Promise<PageEnd> {
    const { transport, view, limits, resource } = this.#options;
    const objects: ObjectsOf = { resource, view, counters: transport.counters };
    const receiver = {
      item: (envelope: Parameters<StreamSink["item"]>[0]): void => {
        onItem();
        this.#sink.item(envelope);
      },
      malformed: (problem: string): void => this.#sink.malformed(problem),
    };
    let decoder: PageDecoder = pageDecoder("", objects, receiver);
    transport.counters.lists++;
    await transport.stream({
      path: streamPath(this.#options),
      query: {
        limit: this.#expiredContinuations < MOST_EXPIRED_CONTINUATIONS ? limits().pageSize : undefined,
        continue: this.#continueToken === "" ? undefined : this.#continueToken,
      },
      accept: listAccept(view),
      signal,
      limited: true,
      onHeaders: (headers) => (decoder = pageDecoder(headers["content-type"] ?? "", objects, receiver)),
      onData: (chunk) => {
        this.#heard();
        decoder.push(chunk);
        decoder.release();
        this.#sink.flush();
      },
    });
    return decoder.finish();
  }
}
