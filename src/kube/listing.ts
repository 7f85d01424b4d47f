import { resourcePath } from "../resources/resource.js";
import { hasCode } from "../support/errors.js";
import { ACCEPT } from "./stream-format.js";
import type { StreamOptions, StreamSink } from "./stream-options.js";
import type { JsonEnvelope } from "./wire/json-envelope.js";
import { ListPage } from "./wire/list-page.js";

/** Why an operator lists: at its start, or because the server has forgotten the version, or does not understand it. */
export type ListCause = "start" | "expired" | "refused";

/** Items of a list are handed on for so long before other work of the process gets a turn. */
const SLICE_MS = 4;

/** After so many lists that expired under way, all is asked for at once: pages do not keep up with the changes. */
const MOST_EXPIRED = 2;

/** What a listing needs. */
export interface ListingParts {
  readonly options: StreamOptions;
  readonly sink: StreamSink;
  readonly envelope: JsonEnvelope;
  /** Called whenever bytes come in. */
  readonly heard: () => void;
}

/** Lists the objects of a stream page by page, and knows where it is. */
export class Listing {
  readonly #parts: ListingParts;
  readonly #path: string;
  #cause: ListCause = "start";
  #token = "";
  #isUnderWay = false;
  #expired = 0;

  constructor(parts: ListingParts) {
    this.#parts = parts;
    const { resource, namespace } = parts.options;
    this.#path = resourcePath(resource, { namespace });
  }

  /** The next page is the first one of a new list. */
  begin(cause: ListCause): void {
    this.#cause = cause;
    this.#isUnderWay = false;
  }

  /**
   * Reads a page; the version of the list when it was the last one. After a failure the same page is next, or the first one if
   * something of it was handed on.
   */
  async page(signal: AbortSignal): Promise<string | undefined> {
    const { sink, options } = this.#parts;
    if (!this.#isUnderWay) this.#start();
    const page = await this.#request(signal);
    if (page === undefined) return undefined;
    await this.#handOn(page, signal);
    signal.throwIfAborted();
    this.#token = page.continueToken;
    if (this.#token !== "") return undefined;
    this.#isUnderWay = false;
    this.#expired = 0;
    options.counters.countList(this.#cause);
    sink.listed();
    return page.resourceVersion;
  }

  #start(): void {
    this.#isUnderWay = true;
    this.#token = "";
    this.#parts.sink.listing();
  }

  /** `undefined`: the list has expired under way, and begins anew. */
  async #request(signal: AbortSignal): Promise<ListPage | undefined> {
    try {
      return new ListPage(await this.#bytes(signal));
    } catch (error) {
      if (this.#token === "" || !hasCode(error, "KUBE_EXPIRED")) throw error;
      this.#expired++;
      this.#isUnderWay = false;
      return undefined;
    }
  }

  async #bytes(signal: AbortSignal): Promise<Buffer> {
    const { options, heard } = this.#parts;
    const chunks: Buffer[] = [];
    await options.transport.stream({
      purpose: "list",
      path: this.#path,
      query: {
        limit: this.#expired < MOST_EXPIRED ? options.limits().pageSize : undefined,
        continue: this.#token === "" ? undefined : this.#token,
      },
      accept: ACCEPT[options.view].list,
      signal,
      onOpen: () => undefined,
      onData: (chunk) => {
        chunks.push(chunk);
        heard();
      },
    });
    const [only] = chunks;
    return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
  }

  async #handOn(page: ListPage, signal: AbortSignal): Promise<void> {
    const { sink, envelope, options } = this.#parts;
    const { clock } = options;
    let sliceMs = clock.monotonic();
    try {
      while (!signal.aborted && page.next(envelope)) {
        if (envelope.hasIdentity) sink.item(envelope);
        else sink.malformed("an object of a list has no metadata.name.");
        if (clock.monotonic() - sliceMs < SLICE_MS) continue;
        sink.flush();
        await clock.yield();
        sliceMs = clock.monotonic();
      }
    } catch (error) {
      // What was handed on of a page that cannot be read must not come twice within one list.
      this.#isUnderWay = false;
      throw error;
    } finally {
      sink.flush();
    }
  }
}
