import { resourcePath } from "../resources/resource.js";
import { hasCode } from "../support/errors.js";
import { KubeApiError } from "./errors.js";
import type { StreamOptions, StreamSink } from "./stream-options.js";
import { ACCEPT } from "./wire/stream-format.js";
import type { StreamFormat, StreamFormats, StreamPage } from "./wire/stream-format.js";

/** Why an operator lists: at its start, or because the server has forgotten the version, does not understand it, or gives none. */
export type ListCause = "start" | "expired" | "refused" | "unversioned";

/** Items of a list are handed on for so long before other work of the process gets a turn. */
const SLICE_MS = 4;

/** After so many lists that expired under way, all is asked for at once: pages do not keep up with the changes. */
const MOST_EXPIRED = 2;

/** After so many failures of one page the list begins anew: the server may not be able to go on with it. */
const MOST_FAILURES = 3;

const AWAY_OR_BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** What a listing needs. */
export interface ListingParts {
  readonly options: StreamOptions;
  readonly sink: StreamSink;
  readonly formats: StreamFormats;
  /** Called whenever bytes come in. */
  readonly heard: () => void;
}

/** A page as it came. */
interface Answer {
  readonly bytes: Buffer;
  readonly format: StreamFormat;
}

/** Lists the objects of a stream page by page, and knows where it is. */
export class Listing {
  readonly #parts: ListingParts;
  readonly #path: string;
  #cause: ListCause = "start";
  #token = "";
  #isUnderWay = false;
  #expired = 0;
  /** How often the page that is next has failed, though the server was there and had time. */
  #failures = 0;

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
   * something of it was handed on, its token was refused, or it failed again and again.
   */
  async page(signal: AbortSignal): Promise<string | undefined> {
    const { sink, options } = this.#parts;
    if (!this.#isUnderWay) this.#start();
    const answer = await this.#request(signal);
    if (answer === undefined) return undefined;
    const page = answer.format.page(answer.bytes);
    await this.#handOn(page, answer.format, signal);
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
    this.#failures = 0;
    this.#parts.sink.listing();
  }

  /** `undefined`: the list has expired under way, and begins anew. */
  async #request(signal: AbortSignal): Promise<Answer | undefined> {
    try {
      const answer = await this.#answer(signal);
      this.#failures = 0;
      return answer;
    } catch (error) {
      if (this.#token === "") throw error;
      if (!isAwayOrBusy(error)) this.#failures++;
      if (this.#failures >= MOST_FAILURES || refusesToken(error)) this.#isUnderWay = false;
      if (!hasCode(error, "KUBE_EXPIRED")) throw error;
      this.#expired++;
      // Told and paused for: the server makes pages that nobody asked for, and forgets them.
      if (this.#expired > MOST_EXPIRED) throw error;
      return undefined;
    }
  }

  async #answer(signal: AbortSignal): Promise<Answer> {
    const { options, heard, formats } = this.#parts;
    const chunks: Buffer[] = [];
    let format = formats.of("");
    await options.transport.stream({
      purpose: "list",
      path: this.#path,
      query: {
        limit: this.#expired < MOST_EXPIRED ? options.limits().pageSize : undefined,
        continue: this.#token === "" ? undefined : this.#token,
      },
      accept: ACCEPT[options.view].list,
      signal,
      onOpen: (response) => {
        format = formats.of(response.contentType);
      },
      onData: (chunk) => {
        chunks.push(chunk);
        heard();
      },
    });
    const [only] = chunks;
    const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
    return { bytes, format };
  }

  async #handOn(page: StreamPage, { envelope }: StreamFormat, signal: AbortSignal): Promise<void> {
    const { sink, options } = this.#parts;
    const { clock } = options;
    let sliceMs = clock.monotonic();
    try {
      while (!signal.aborted && page.next()) {
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

/** Whether it is the token that the server does not take: all else in the request was good for the first page. */
function refusesToken(error: unknown): boolean {
  if (!(error instanceof KubeApiError)) return false;
  const { status } = error;
  return status < 500 && status !== 401 && status !== 403 && status !== 429;
}

/** Says nothing of the page. To begin anew then would cost a busy server even more. */
function isAwayOrBusy(error: unknown): boolean {
  return !(error instanceof KubeApiError) || AWAY_OR_BUSY.has(error.status);
}
