import { createRequire } from "node:module";

import type { Dispatcher } from "undici";
// Not from "undici": its index loads all of it, fetch, caches and mocks included, which is 12 MB and 85 ms at each start.
import Pool from "undici/lib/dispatcher/pool.js";

import { SettingsError } from "../support/errors.js";
import type { Credential } from "./credential.js";

/** Connections for requests: enough to keep a server busy that answers in 10 ms with more than 1,000 requests a second. */
const REQUEST_CONNECTIONS = 16;

/** API servers keep idle connections for 90 s; ours go first, so that no request meets a closed one. */
const KEEP_ALIVE_MS = 30_000;

/**
 * The sockets to one server, of one credential (its client certificate is the connection's). Watches have their own:
 * each holds a connection for minutes, and none may keep a request waiting.
 */
export class Connections {
  readonly origin: string;
  /** Path of the server's URL, in front of every request's path. */
  readonly basePath: string;
  readonly requests: Dispatcher;
  readonly watches: Dispatcher;

  constructor(credential: Credential, connectTimeoutMs: number) {
    const url = new URL(credential.server);
    this.origin = url.origin;
    this.basePath = url.pathname.replace(/\/+$/, "");
    this.requests = dispatcher(credential, {
      origin: this.origin,
      connectTimeoutMs,
      connections: REQUEST_CONNECTIONS,
    });
    this.watches = dispatcher(credential, {
      origin: this.origin,
      connectTimeoutMs,
      connections: null,
    });
  }

  /** Lets what runs come to its end, then closes. */
  async retire(): Promise<void> {
    await Promise.all([this.requests.close(), this.watches.close()]);
  }

  /** Closes at once. */
  async destroy(): Promise<void> {
    await Promise.all([this.requests.destroy(), this.watches.destroy()]);
  }
}

interface PoolOptions {
  readonly origin: string;
  readonly connectTimeoutMs: number;
  readonly connections: number | null;
}

function dispatcher(credential: Credential, options: PoolOptions): Dispatcher {
  const shared = {
    connections: options.connections,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectTimeout: options.connectTimeoutMs,
    // Time limits are the transport's, by the injected clock.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  if (credential.proxyUrl === undefined) {
    return new Pool(options.origin, {
      ...shared,
      connect: { ...credential.tls, timeout: options.connectTimeoutMs },
    });
  }
  const agent = new (undici().ProxyAgent)({
    ...shared,
    uri: checkedProxy(credential.proxyUrl),
    requestTls: { ...credential.tls },
    // The tunnels' own requests (CONNECT): they would wait for an answer for five minutes.
    clientFactory: (proxy, given) =>
      new Pool(proxy, { ...given, headersTimeout: options.connectTimeoutMs }),
    // What is forwarded without a tunnel would be sent without any of the options.
    factory: (origin, given: object) => new Pool(origin, { ...shared, ...given }),
  });
  return agent.compose(limited(options.connections));
}

/** undici's SOCKS takes no options for its connections; it takes them from what is sent first. */
function limited(connections: number | null): Dispatcher.DispatcherComposeInterceptor {
  const limits = { connections, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 };
  return (dispatch) => (request, handler) => dispatch({ ...request, ...limits }, handler);
}

/** All of undici, which only proxies need. */
function undici(): typeof import("undici") {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `require` knows no types
  return createRequire(import.meta.url)("undici") as typeof import("undici");
}

function checkedProxy(proxyUrl: string): string {
  const protocol = URL.parse(proxyUrl)?.protocol;
  if (protocol !== undefined && /^(?:https?|socks5?):$/.test(protocol)) return proxyUrl;
  // What stands before an @ may be a password.
  const shown = proxyUrl.replace(/^[^]*@/, "…@");
  throw new SettingsError(
    "SETTING_INVALID",
    `The proxy ${JSON.stringify(shown)} is no URL of a proxy. Write http://host:port, https://host:port or socks5://host:port.`,
  );
}
