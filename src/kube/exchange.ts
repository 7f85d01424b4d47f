import type { Dispatcher } from "undici";

import type { Clock, Scheduled } from "../support/clock.js";
import { abortError } from "./abortable.js";
import { KubeConnectionError } from "./errors.js";
import { toKubeError } from "./map-errors.js";
import type { ResponseHeaders } from "./map-errors.js";

/** The first line and the headers of an answer. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: ResponseHeaders;
}

/** An answer; the body of one that was streamed is empty. */
export interface RawResponse extends ResponseHead {
  readonly body: Buffer;
}

/** Takes the body of a good answer as it comes. */
export interface BodyReader {
  open(head: ResponseHead): void;
  /** The connection pauses until a returned promise resolves. */
  data(chunk: Buffer): void | Promise<void>;
}

/** One request and its answer. */
export interface ExchangeOptions {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string | string[]>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Limit of the whole exchange; `undefined`: none. */
  readonly timeoutMs: number | undefined;
  /** For messages: `GET https://…`. */
  readonly what: string;
  /** Without one, the body is collected. Bodies of failures always are. */
  readonly reader?: BodyReader | undefined;
  /** Called for each chunk. */
  readonly onBytes: (count: number) => void;
}

/** Sends one request; rejects when there is no complete answer, whatever its status. */
export async function exchange(options: ExchangeOptions): Promise<RawResponse> {
  return new Promise<RawResponse>((resolve, reject) => {
    const running = new Exchange(options, { resolve, reject });
    running.start();
  });
}

interface Outcome {
  readonly resolve: (response: RawResponse) => void;
  readonly reject: (error: unknown) => void;
}

/** An exchange as undici's handler: no stream, no promise per chunk. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #outcome: Outcome;
  readonly #chunks: Buffer[] = [];
  #head: ResponseHead = { status: 0, headers: {} };
  #streams = false;
  #controller: Dispatcher.DispatchController | undefined;
  #timer: Scheduled | undefined;
  #settled = false;

  constructor(options: ExchangeOptions, outcome: Outcome) {
    this.#options = options;
    this.#outcome = outcome;
  }

  start(): void {
    const { signal, timeoutMs, clock, dispatcher, origin, method, path, headers, body } =
      this.#options;
    if (signal.aborted) return this.#fail(abortError(signal));
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (timeoutMs !== undefined)
      this.#timer = clock.schedule(timeoutMs, () => this.#onTimeout(timeoutMs));
    try {
      dispatcher.dispatch({ origin, method, path, headers, body: body ?? null }, this);
    } catch (error) {
      this.#fail(error);
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It waited for a connection, and nobody waits for it any more.
    if (this.#settled) controller.abort(new Error("The request is not wanted any more."));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: ResponseHeaders,
  ): void {
    if (this.#settled) return;
    this.#head = { status, headers };
    const { reader } = this.#options;
    if (reader === undefined || status < 200 || status > 299) return;
    this.#streams = true;
    this.#guarded(() => reader.open(this.#head));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#options.onBytes(chunk.length);
    if (!this.#streams) {
      this.#chunks.push(chunk);
      return;
    }
    const pending = this.#guarded(() => this.#options.reader?.data(chunk));
    if (pending === undefined) return;
    controller.pause();
    pending.then(
      () => {
        if (!this.#settled) controller.resume();
      },
      (error: unknown) => this.#fail(error, false),
    );
  }

  onResponseEnd(): void {
    this.#settle(() => this.#outcome.resolve({ ...this.#head, body: Buffer.concat(this.#chunks) }));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  readonly #onAbort = (): void => this.#fail(abortError(this.#options.signal));

  #onTimeout(timeoutMs: number): void {
    const { what } = this.#options;
    this.#fail(
      new KubeConnectionError(
        `${what} was not answered within ${timeoutMs / 1000} s. Check the server and the way to it.`,
      ),
    );
  }

  /** What a reader throws ends the exchange and is the error; it is not the connection's. */
  #guarded<Value>(call: () => Value): Value | undefined {
    try {
      return call();
    } catch (error) {
      this.#fail(error, false);
      return undefined;
    }
  }

  #fail(error: unknown, ofConnection = true): void {
    this.#settle(() => {
      this.#outcome.reject(ofConnection ? toKubeError(error, this.#options.what) : error);
      this.#controller?.abort(new Error("The exchange has ended."));
    });
  }

  #settle(finish: () => void): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#timer?.cancel();
    this.#options.signal.removeEventListener("abort", this.#onAbort);
    finish();
  }
}
