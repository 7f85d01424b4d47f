import { LifecycleError } from "../support/errors.js";
import { VERSION } from "../support/version.js";
import { abortable, abortError } from "./abortable.js";
import { ConnectionsByCredential } from "./connections-by-credential.js";
import type { Credential, RequestHeaders } from "./credential.js";
import { KubeApiError, NotFoundError } from "./errors.js";
import { exchange } from "./exchange.js";
import type { BodyReader, RawResponse } from "./exchange.js";
import { errorOfResponse } from "./map-errors.js";
import type { ResponseHeaders } from "./map-errors.js";
import { isRepeatable, mayBeCarriedOut, retryPauseMs } from "./retrying.js";
import type {
  KubeResponse,
  Query,
  RequestOptions,
  StreamRequest,
  TransportOptions,
} from "./transport-options.js";

/** A request as it goes over the wire, whichever credential it goes with. */
interface Message {
  readonly method: string;
  readonly path: string;
  readonly query?: Query | undefined;
  readonly headers: Record<string, string>;
  readonly body?: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly isWatch: boolean;
  readonly isRepeatable: boolean;
  readonly reader?: BodyReader | undefined;
  readonly count: () => void;
}

/** How often one request looks for a credential that is not refused. */
const CREDENTIAL_TRIES = 3;

/** Sends requests to the API server: connections, credentials, time limits, attempts, errors. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #connections: ConnectionsByCredential;
  readonly #calls = new Set<AbortController>();
  #closed = false;

  constructor(options: TransportOptions) {
    const { vault, limits } = options;
    this.#options = options;
    this.#connections = new ConnectionsByCredential(vault, () => limits().connectTimeoutMs);
  }

  /**
   * Sends a request and takes its whole answer.
   *
   * @throws KubeApiError or a subclass if the server answered with a failure, KubeConnectionError if it did not answer.
   */
  async request(options: RequestOptions): Promise<KubeResponse> {
    const message = this.#messageOf(options);
    return this.#call(options.signal, async (signal) => {
      const response = await this.#attempts(message, signal, options.retry !== false);
      return {
        status: response.status,
        headers: response.headers,
        body: decode(response, message),
      };
    });
  }

  /**
   * Sends a request once (with another credential after a 401) and hands over the answer as it comes.
   *
   * @returns when the answer ended as it should
   */
  async stream(options: StreamRequest): Promise<void> {
    const { counters, limits } = this.#options;
    const isWatch = options.purpose === "watch";
    const message: Message = {
      method: "GET",
      path: options.path,
      query: options.query,
      headers: { accept: options.accept, "accept-encoding": "identity", "user-agent": USER_AGENT },
      timeoutMs: options.timeoutMs ?? (isWatch ? undefined : limits().requestTimeoutMs),
      isWatch,
      isRepeatable: true,
      reader: {
        open: ({ status, headers }) =>
          options.onOpen({ status, headers, contentType: contentTypeOf(headers) }),
        data: (chunk) => options.onData(chunk),
      },
      count: () => (isWatch ? counters.watches++ : counters.lists++),
    };
    await this.#call(options.signal, async (signal) => this.#authenticated(message, signal));
  }

  /** Ends everything that runs, with a `LifecycleError`, and closes all sockets. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const call of this.#calls) call.abort(stopped());
    await this.#connections.destroy();
  }

  #messageOf(options: RequestOptions): Message {
    const { counters, limits } = this.#options;
    const headers: Record<string, string> = {
      accept: options.accept ?? "application/json",
      "user-agent": USER_AGENT,
    };
    const { body } = options;
    if (body !== undefined) headers["content-type"] = options.contentType ?? "application/json";
    return {
      method: options.method,
      path: options.path,
      query: options.query,
      headers,
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
      timeoutMs: limits().requestTimeoutMs,
      isWatch: false,
      isRepeatable: isRepeatable(options),
      count: () => {
        counters.requests++;
        if (options.method === "PATCH") counters.patches++;
      },
    };
  }

  /** Runs something under a signal that also `close` aborts. */
  async #call<Value>(
    outer: AbortSignal | undefined,
    run: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> {
    if (this.#closed) throw stopped();
    if (outer?.aborted === true) throw abortError(outer);
    const call = new AbortController();
    const abort = (): void => call.abort(outer?.reason);
    outer?.addEventListener("abort", abort, { once: true });
    this.#calls.add(call);
    try {
      return await run(call.signal);
    } finally {
      this.#calls.delete(call);
      outer?.removeEventListener("abort", abort);
    }
  }

  async #attempts(message: Message, signal: AbortSignal, retry: boolean): Promise<RawResponse> {
    let mayBeDone = false;
    for (let failedBefore = 0; ; failedBefore++) {
      try {
        return await this.#authenticated(message, signal);
      } catch (error) {
        if (signal.aborted) throw abortError(signal);
        if (mayBeDone && isDeleted(message, error)) return DELETED;
        mayBeDone ||= mayBeCarriedOut(error);
        if (!retry) throw error;
        await this.#pauseAfter({ error, message, failedBefore }, signal);
      }
    }
  }

  /** @throws the error of the attempt, if there must be no other one. */
  async #pauseAfter(
    { error, message, failedBefore }: { error: unknown; message: Message; failedBefore: number },
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, limits, logger, random = Math.random } = this.#options;
    const failed = { error, isRepeatable: message.isRepeatable, failedBefore };
    const pause = retryPauseMs(failed, limits(), random);
    if (pause === undefined) throw error;
    logger.debug(
      `${message.method} ${message.path} is tried again in ${(pause / 1000).toFixed(1)} s.`,
      { error },
    );
    await clock.sleep(pause, signal);
    if (signal.aborted) throw abortError(signal);
  }

  async #authenticated(message: Message, signal: AbortSignal): Promise<RawResponse> {
    const { vault } = this.#options;
    for (let tries = 1; ; tries++) {
      const credential = await vault.current(signal);
      const headers = await abortable(credential.headers(), signal);
      try {
        return await this.#send(message, { credential, headers, signal });
      } catch (error) {
        if (!(error instanceof KubeApiError) || error.status !== 401) throw error;
        vault.refuse(credential, headers);
        this.#connections.retire(credential);
        if (tries >= CREDENTIAL_TRIES) throw error;
      }
    }
  }

  async #send(
    message: Message,
    as: { credential: Credential; headers: RequestHeaders; signal: AbortSignal },
  ): Promise<RawResponse> {
    const { clock, counters } = this.#options;
    if (as.signal.aborted) throw abortError(as.signal);
    const connections = this.#connections.of(as.credential);
    const { method, path, body, timeoutMs, reader } = message;
    const what = `${method} ${as.credential.server}${path}`;
    message.count();
    const response = await exchange({
      dispatcher: message.isWatch ? connections.watches : connections.requests,
      origin: connections.origin,
      method,
      path: connections.basePath + path + queryString(message.query),
      headers: { ...message.headers, ...as.headers },
      body,
      signal: as.signal,
      clock,
      timeoutMs,
      what,
      reader,
      onBytes: (count) => (counters.bytes += count),
    });
    if (response.status >= 200 && response.status <= 299) return response;
    throw errorOfResponse({ ...response, body: response.body.toString("utf8") }, what);
  }
}

/** What a server says of a deletion. */
const DELETED: RawResponse = {
  status: 200,
  headers: { "content-type": "application/json" },
  body: Buffer.from('{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"}'),
};

/** After a DELETE whose answer was lost, a 404 says that it has worked. */
function isDeleted({ method }: Message, error: unknown): boolean {
  return method === "DELETE" && error instanceof NotFoundError;
}

const USER_AGENT = `kephale/${VERSION}`;

function stopped(): LifecycleError {
  return new LifecycleError(
    "OPERATOR_STOPPED",
    "The operator was stopped: it sends no more requests.",
  );
}

function contentTypeOf(headers: ResponseHeaders): string {
  const value = headers["content-type"];
  return typeof value === "string" ? value : "";
}

function queryString(query: Query | undefined): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? "" : `?${given.toString()}`;
}

function decode(response: RawResponse, message: Message): unknown {
  const text = response.body.toString("utf8");
  if (!/[/+]json\b/.test(contentTypeOf(response.headers))) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new KubeApiError(
      `${message.method} ${message.path} was answered with a body that is no JSON, though the answer says so. Check proxies on the way.`,
      { status: response.status, cause: error },
    );
  }
}
