import type { IncomingHttpHeaders } from "node:http";

import type { Dispatcher } from "undici";

import type { Clock, Scheduled } from "../support/clock.js";
import { isError } from "../support/errors.js";
import { KubeConnectionError, toKubeError } from "./errors.js";

/** Gets an answer while it comes in. */
export interface ResponseSink {
  onHeaders(status: number, headers: IncomingHttpHeaders): void;
  onData(chunk: Buffer): void;
}

/** One request and its limits. */
export interface ExchangeOptions {
  readonly dispatcher: Dispatcher;
  readonly request: Dispatcher.DispatchOptions;
  readonly sink: ResponseSink;
  readonly clock: Clock;
  /** For messages: `GET /api/v1/pods`. */
  readonly what: string;
  readonly signal?: AbortSignal | undefined;
  /** Limit of the whole exchange; `undefined`: none. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Sends a request and hands the answer on; resolves when it is complete.
 *
 * @throws KubeConnectionError if there is no answer, or not all of it; the signal's reason if that ended it; what the sink throws.
 */
export async function exchange(options: ExchangeOptions): Promise<void> {
  const { signal, dispatcher, request } = options;
  signal?.throwIfAborted();
  let end = (): void => {};
  try {
    await new Promise<void>((resolve, reject) => {
      const handler = new ExchangeHandler(options, { resolve, reject });
      const onAbort = (): void => handler.cancel(signal?.reason);
      signal?.addEventListener("abort", onAbort, { once: true });
      const timer = startTimer(options, handler);
      end = (): void => {
        timer?.cancel();
        signal?.removeEventListener("abort", onAbort);
      };
      dispatcher.dispatch(request, handler);
    });
  } finally {
    end();
  }
}

function startTimer({ clock, timeoutMs, what }: ExchangeOptions, handler: ExchangeHandler): Scheduled | undefined {
  if (timeoutMs === undefined) return undefined;
  return clock.schedule(timeoutMs, () => {
    handler.cancel(new KubeConnectionError(`${what} was not answered within ${timeoutMs / 1000} seconds.`));
  });
}

interface Outcome {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #sink: ResponseSink;
  readonly #what: string;
  readonly #outcome: Outcome;
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;

  constructor({ sink, what }: ExchangeOptions, outcome: Outcome) {
    this.#sink = sink;
    this.#what = what;
    this.#outcome = outcome;
  }

  /** Ends it with a reason, at once: a request that still waits for its connection is taken back when it gets one. */
  cancel(reason: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#outcome.reject(reason);
    this.#controller?.abort(abortError(reason));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(abortError(undefined));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status >= 200) this.#guarded(() => this.#sink.onHeaders(status, headers));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver) return;
    try {
      this.#sink.onData(chunk);
    } catch (error) {
      this.cancel(error);
    }
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#outcome.resolve();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#outcome.reject(toKubeError(error, this.#what));
  }

  #guarded(call: () => void): void {
    try {
      if (!this.#isOver) call();
    } catch (error) {
      this.cancel(error);
    }
  }
}

function abortError(reason: unknown): Error {
  return isError(reason) ? reason : new KubeConnectionError("The request was cancelled.");
}
