import type { IncomingHttpHeaders } from "node:http";

import type { Dispatcher } from "undici";

import type { Clock } from "../support/clock.js";
import { LifecycleError } from "../support/errors.js";
import { VERSION } from "../support/version.js";
import type { Logger } from "../telemetry/logger.js";
import { Connections } from "./connections.js";
import type { Lane } from "./connections.js";
import type { Credential } from "./credential.js";
import { UnauthorizedError, errorOfResponse } from "./errors.js";
import { exchange } from "./exchange.js";
import type { ResponseSink } from "./exchange.js";
import type { NetworkLimits } from "./network-settings.js";
import { BodyCollector, bodyOf } from "./response-body.js";
import { RetryPolicy } from "./retry-policy.js";
import type { TransportCounters } from "./transport-counters.js";
import type { CredentialVault } from "./vault.js";

/** Query parameters; those that are `undefined` are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** One request. */
export interface RequestOptions {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With a leading slash, without the server. */
  readonly path: string;
  readonly query?: Query | undefined;
  /** A value is sent as JSON, a string as it is. */
  readonly body?: unknown;
  /** @defaultValue `"application/json"` */
  readonly contentType?: string | undefined;
  /** @defaultValue `"application/json"` */
  readonly accept?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** `false`: one attempt only; refused credentials are renewed all the same. @defaultValue `true` */
  readonly retry?: boolean | undefined;
}

/** An answer that is a success. */
export interface KubeResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON; the text if it is something else. */
  readonly body: unknown;
}

/** One answer that is read while it comes in. */
export interface TransportStreamOptions {
  readonly path: string;
  readonly query?: Query | undefined;
  readonly accept: string;
  readonly signal?: AbortSignal | undefined;
  /** Called once, if the answer is a success. */
  readonly onHeaders?: ((headers: IncomingHttpHeaders) => void) | undefined;
  /** Gets the body in pieces, each valid during the call only. */
  readonly onData: (chunk: Buffer) => void;
  /** The whole answer must have come within the limit of a request. @defaultValue `false` */
  readonly limited?: boolean | undefined;
}

/** What a transport needs. */
export interface TransportOptions {
  readonly vault: CredentialVault;
  /** Read for every request, so that settings changed later hold. */
  readonly limits: () => NetworkLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: TransportCounters;
  /** Chance for the pauses; for tests. */
  readonly random?: () => number;
}

/** Gets an answer, and knows whether it is a failure. */
interface AnswerSink extends ResponseSink {
  readonly failure: BodyCollector | undefined;
}

interface Way {
  readonly lane: Lane;
  readonly timeoutMs: number | undefined;
}

/** How often one request renews the credentials: a login that always gives new and always wrong ones ends there. */
const LONGEST_REFUSALS = 3;

const JSON_TYPE = "application/json";

/** Speaks HTTP with the API server: credentials, connections, time limits, repetition, errors. */
export class Transport {
  readonly counters: TransportCounters;
  readonly #vault: CredentialVault;
  readonly #limits: () => NetworkLimits;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #retries: RetryPolicy;
  readonly #retiring = new Set<Connections>();
  #current: { readonly credential: Credential; readonly connections: Connections } | undefined;
  #isClosed = false;

  constructor({ vault, limits, clock, logger, counters, random = Math.random }: TransportOptions) {
    this.counters = counters;
    this.#vault = vault;
    this.#limits = limits;
    this.#clock = clock;
    this.#logger = logger;
    this.#retries = new RetryPolicy(limits, random);
  }

  /**
   * Sends a request, several times if it fails for a passing reason.
   *
   * @throws KubeApiError, KubeConnectionError, the vault's errors, or the signal's reason.
   */
  async request(options: RequestOptions): Promise<KubeResponse> {
    for (let attempt = 0, refusals = 0; ; attempt++) {
      try {
        return await this.#attempt(options);
      } catch (error) {
        options.signal?.throwIfAborted();
        if (error instanceof UnauthorizedError && ++refusals <= LONGEST_REFUSALS) continue;
        const pauseMs = this.#isClosed ? undefined : this.#retries.pauseMs(error, attempt - refusals, options);
        if (pauseMs === undefined) throw error;
        this.#logger.debug(`${describe(options.method, options.path)} is tried again in ${Math.round(pauseMs)} ms.`, { error });
        await this.#clock.sleep(pauseMs, options.signal);
        options.signal?.throwIfAborted();
      }
    }
  }

  /**
   * Reads an answer while it comes in; resolves at its end. Tried once: who reads streams knows where to go on.
   *
   * @throws KubeApiError, KubeConnectionError, the vault's errors, the signal's reason, or what `onData` throws.
   */
  async stream(options: TransportStreamOptions): Promise<void> {
    const sink = new StreamSink(options);
    const request = { method: "GET", path: options.path, query: options.query, accept: options.accept } as const;
    const timeoutMs = options.limited === true ? this.#limits().requestTimeoutMs : undefined;
    await this.#send({ ...request, signal: options.signal }, sink, { lane: "stream", timeoutMs });
  }

  /** Closes all connections; requests under way fail, later ones are refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#retiring, ...(this.#current === undefined ? [] : [this.#current.connections])];
    this.#current = undefined;
    await Promise.all(all.map(async (connections) => connections.destroy()));
  }

  async #attempt(options: RequestOptions): Promise<KubeResponse> {
    const sink = new BodyCollector();
    if (options.method === "PATCH") this.counters.patches++;
    await this.#send(options, sink, { lane: "request", timeoutMs: this.#limits().requestTimeoutMs });
    return { status: sink.status, headers: sink.headers, body: bodyOf(sink, describe(options.method, options.path)) };
  }

  async #send(options: RequestOptions, sink: AnswerSink, way: Way): Promise<void> {
    const credential = await this.#vault.current(options.signal);
    const headers = await credential.headers();
    const connections = this.#connectionsOf(credential);
    const what = describe(options.method, options.path);
    this.counters.requests++;
    await exchange({
      dispatcher: connections.dispatcher(way.lane),
      request: requestOf(options, connections, headers),
      sink: this.#counted(sink),
      clock: this.#clock,
      what,
      signal: options.signal,
      timeoutMs: way.timeoutMs,
    });
    if (sink.failure === undefined) return;
    if (sink.failure.status === 401) this.#vault.refuse(credential);
    throw this.#errorOf(sink.failure, what);
  }

  #counted(sink: ResponseSink): ResponseSink {
    return {
      onHeaders: (status, headers) => sink.onHeaders(status, headers),
      onData: (chunk) => {
        this.counters.bytes += chunk.length;
        sink.onData(chunk);
      },
    };
  }

  #errorOf(failure: BodyCollector, what: string): Error {
    const retryAfter = failure.headers["retry-after"];
    return errorOfResponse({ status: failure.status, body: failure.text(), retryAfter, what, nowMs: this.#clock.now() });
  }

  #connectionsOf(credential: Credential): Connections {
    if (this.#isClosed) throw new LifecycleError("OPERATOR_STOPPED", "The operator has stopped: no more requests are made.");
    if (this.#current?.credential === credential) return this.#current.connections;
    if (this.#current !== undefined) this.#retire(this.#current.connections);
    const connections = new Connections(credential, this.#limits().connectTimeoutMs);
    this.#current = { credential, connections };
    return connections;
  }

  // Watches that were opened with the old credential go on until they end by themselves.
  #retire(connections: Connections): void {
    this.#retiring.add(connections);
    const forget = (): void => void this.#retiring.delete(connections);
    connections.retire().then(forget, forget);
  }
}

function describe(method: string, path: string): string {
  return `${method} ${path}`;
}

function requestOf(options: RequestOptions, connections: Connections, headers: Readonly<Record<string, string>>): Dispatcher.DispatchOptions {
  const { method, path, query, body, contentType = JSON_TYPE, accept = JSON_TYPE } = options;
  return {
    origin: connections.origin,
    method,
    path: `${connections.prefix}${path}${searchOf(query)}`,
    headers: {
      ...headers,
      accept,
      "accept-encoding": "identity",
      "user-agent": `kephale/${VERSION}`,
      ...(body === undefined ? {} : { "content-type": contentType }),
    },
    body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
  };
}

function searchOf(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  return parameters.size === 0 ? "" : `?${parameters.toString()}`;
}

/** Hands a success on while it comes in, and collects a failure. */
class StreamSink implements ResponseSink {
  readonly #options: TransportStreamOptions;
  failure: BodyCollector | undefined;

  constructor(options: TransportStreamOptions) {
    this.#options = options;
  }

  onHeaders(status: number, headers: IncomingHttpHeaders): void {
    if (status < 300) return this.#options.onHeaders?.(headers);
    this.failure = new BodyCollector();
    this.failure.onHeaders(status, headers);
  }

  onData(chunk: Buffer): void {
    if (this.failure === undefined) this.#options.onData(chunk);
    else this.failure.onData(chunk);
  }
}
