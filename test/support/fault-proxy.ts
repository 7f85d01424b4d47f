import { once } from "node:events";
import { createServer, request as plainRequest } from "node:http";
import type {
  ClientRequest,
  IncomingMessage,
  RequestOptions,
  Server,
  ServerResponse,
} from "node:http";
import { request as secureRequest } from "node:https";

import type { ClusterAccess } from "../../src/kube/cluster-access.js";
import { SystemClock } from "../../src/support/clock.js";
import type { Clock } from "../../src/support/clock.js";
import { ProxiedWatch } from "./proxied-watch.js";
import { describeRequest } from "./proxied-request.js";
import type { ProxiedRequest } from "./proxied-request.js";

/** What happens to a request instead of being passed on at once. */
export type ProxyFault =
  /** The proxy answers itself. */
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The connection is reset without an answer. */
  | { readonly reset: true }
  /** The request is accepted and never answered. */
  | { readonly silence: true }
  /** The request is passed on later. */
  | { readonly delayMs: number };

/** Decides about a request; nothing: it is passed on. */
export type ProxyRule = (request: ProxiedRequest) => ProxyFault | undefined;

/** These speak of one connection, not of what goes over it. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "host",
]);

/**
 * Stands between an operator and an API server and does to the connection what networks and busy servers do. It speaks plain
 * HTTP to the operator and, with the given credentials, TLS to the server; a bearer token of the operator is passed on.
 */
export class FaultProxy implements AsyncDisposable {
  readonly #upstream: ClusterAccess;
  readonly #clock: Clock;
  readonly #server: Server;
  readonly #rules = new Set<ProxyRule>();
  readonly #requests: ProxiedRequest[] = [];
  readonly #watches = new Set<ProxiedWatch>();
  readonly #lines: string[] = [];
  #frozen = 0;

  private constructor(upstream: ClusterAccess, clock: Clock) {
    this.#upstream = upstream;
    this.#clock = clock;
    this.#server = createServer((request, response) => this.#handle(request, response));
  }

  static async start(
    upstream: ClusterAccess,
    clock: Clock = new SystemClock(),
  ): Promise<FaultProxy> {
    const proxy = new FaultProxy(upstream, clock);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  /** What the operator is given as `kubeConfig`. */
  get kubeConfig(): ClusterAccess {
    const address = this.#server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    return { server: `http://127.0.0.1:${String(port)}` };
  }

  /** Every request so far, those that a fault hit included. */
  get requests(): readonly ProxiedRequest[] {
    return this.#requests;
  }

  /** How many requests there were of a kind: the lists of a path, for example. */
  count(wanted: Partial<Pick<ProxiedRequest, "verb" | "path">>): number {
    return this.#requests.filter(
      ({ verb, path }) => verb === (wanted.verb ?? verb) && path === (wanted.path ?? path),
    ).length;
  }

  /** The complete lines of watches that reached the operator. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  get openWatches(): number {
    return this.#watches.size;
  }

  /** Adds a rule; the first that has an opinion counts. Disposing what is returned takes it back. */
  intercept(rule: ProxyRule): Disposable {
    this.#rules.add(rule);
    return { [Symbol.dispose]: () => void this.#rules.delete(rule) };
  }

  /** Ends all open watches between two lines, cleanly, as a server does whose time is over. */
  endWatches(): void {
    for (const watch of this.#watches) watch.end();
  }

  /** Cuts every watch that is open now in the middle of its next line. Resolves when all are cut. */
  async cutMidLine(): Promise<void> {
    await Promise.all([...this.#watches].map(async (watch) => watch.cutNextLine()));
  }

  /** Resets all open watches (RST): what was on its way is lost. */
  resetWatches(): void {
    for (const watch of this.#watches) watch.reset();
  }

  /** Half-open: connections stay, nothing goes through any more, in no direction. Disposing what is returned thaws it. */
  freeze(): Disposable {
    this.#frozen += 1;
    for (const watch of this.#watches) watch.freeze();
    return {
      [Symbol.dispose]: () => {
        this.#frozen -= 1;
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  #handle(incoming: IncomingMessage, response: ServerResponse): void {
    const request = describeRequest(incoming);
    this.#requests.push(request);
    const fault = this.#frozen > 0 ? { silence: true as const } : this.#faultOf(request);
    if (fault === undefined) this.#forward(request, incoming, response);
    else this.#inflict(fault, request, { incoming, response });
  }

  #faultOf(request: ProxiedRequest): ProxyFault | undefined {
    for (const rule of this.#rules) {
      const fault = rule(request);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #inflict(
    fault: ProxyFault,
    request: ProxiedRequest,
    { incoming, response }: { incoming: IncomingMessage; response: ServerResponse },
  ): void {
    if ("reset" in fault) incoming.socket.resetAndDestroy();
    else if ("status" in fault) answer(fault, response);
    else if ("delayMs" in fault) {
      this.#clock.schedule(fault.delayMs, () => this.#forward(request, incoming, response));
    }
  }

  #forward(request: ProxiedRequest, incoming: IncomingMessage, response: ServerResponse): void {
    const upstream = this.#open(incoming);
    upstream.once("response", (answered) => {
      request.status = answered.statusCode;
      request.contentType = answered.headers["content-type"];
      response.writeHead(answered.statusCode ?? 502, passedOn(answered.rawHeaders));
      response.flushHeaders();
      if (request.verb === "watch" && answered.statusCode === 200) this.#pass(answered, response);
      else answered.pipe(response);
    });
    // The server is gone: so is the connection to it.
    upstream.once("error", () => response.destroy());
    response.once("close", () => upstream.destroy());
    incoming.pipe(upstream);
  }

  #pass(answered: IncomingMessage, response: ServerResponse): void {
    const watch = new ProxiedWatch(answered, response, (line) => this.#lines.push(line));
    this.#watches.add(watch);
    response.once("close", () => this.#watches.delete(watch));
  }

  #open(incoming: IncomingMessage): ClientRequest {
    const { server, ca, clientCertificate: cert, clientKey: key } = this.#upstream;
    const options: RequestOptions = {
      method: incoming.method,
      path: incoming.url,
      headers: passedOn(incoming.rawHeaders),
    };
    return server.startsWith("https:")
      ? secureRequest(server, { ...options, ca, cert, key })
      : plainRequest(server, options);
  }
}

function answer(fault: Extract<ProxyFault, { status: number }>, response: ServerResponse): void {
  const body = fault.body ?? {
    kind: "Status",
    apiVersion: "v1",
    status: "Failure",
    code: fault.status,
  };
  response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

function passedOn(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (!HOP_BY_HOP.has(name.toLowerCase())) headers[name] = rawHeaders[index + 1] ?? "";
  }
  return headers;
}
