import { Pool, ProxyAgent } from "undici";
import type { Dispatcher } from "undici";

import type { Credential } from "./credential.js";

/** Connections for single requests at most. */
const REQUEST_CONNECTIONS = 16;

/** How long an idle connection is kept. Servers keep them for minutes; a new one costs a TLS handshake. */
const KEEP_ALIVE_MS = 30_000;

/** Which connections a request takes: those of watches never hold up those of requests. */
export type Lane = "request" | "stream";

/** The connections that are made with one credential. */
export class Connections {
  /** Scheme, host and port of the server. */
  readonly origin: string;
  /** What stands before all paths. */
  readonly prefix: string;
  readonly #lanes: Readonly<Record<Lane, Dispatcher>>;

  constructor(credential: Credential, connectTimeoutMs: number) {
    const server = new URL(credential.server);
    this.origin = server.origin;
    this.prefix = server.pathname.replace(/\/+$/, "");
    this.#lanes = {
      request: dispatcherOf(credential, server.origin, { connectTimeoutMs, connections: REQUEST_CONNECTIONS }),
      stream: dispatcherOf(credential, server.origin, { connectTimeoutMs, connections: null }),
    };
  }

  dispatcher(lane: Lane): Dispatcher {
    return this.#lanes[lane];
  }

  /** Takes no more requests; what is under way may end. */
  async retire(): Promise<void> {
    await Promise.all([this.#lanes.request.close(), this.#lanes.stream.close()]);
  }

  /** Closes all sockets now; what is under way fails. */
  async destroy(): Promise<void> {
    await Promise.all([this.#lanes.request.destroy(), this.#lanes.stream.destroy()]);
  }
}

interface LaneLimits {
  readonly connectTimeoutMs: number;
  readonly connections: number | null;
}

function dispatcherOf(credential: Credential, origin: string, { connectTimeoutMs, connections }: LaneLimits): Dispatcher {
  const { ca, cert, key, insecure, serverName } = credential.tls;
  const tls = {
    timeout: connectTimeoutMs,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
    rejectUnauthorized: insecure !== true,
  };
  const options = {
    connections,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Time limits are ours: they follow the injected clock and the settings of the moment.
    headersTimeout: 0,
    bodyTimeout: 0,
    // With one stream per connection HTTP/1.1 costs less in Node than HTTP/2.
    allowH2: false,
  };
  if (credential.proxyUrl === undefined) return new Pool(origin, { ...options, connect: tls });
  return new ProxyAgent({ ...options, uri: credential.proxyUrl, requestTls: tls });
}
