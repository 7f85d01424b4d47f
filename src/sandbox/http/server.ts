import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { badRequest, methodNotAllowed } from "../api/failures.js";
import { failure, PageNotFoundError, SandboxApiError } from "../api/status.js";
import type { ClusterState } from "../state.js";
import { OpenApi } from "../discovery/openapi.js";
import { isError, messageOf } from "../../support/errors.js";
import { readListOptions, readSelection } from "../verbs/list-options.js";
import { Watch } from "../verbs/watch.js";
import { type Answer, failureAnswer, PAGE_NOT_FOUND } from "./answer.js";
import { readBody } from "./body.js";
import { type Fault, faultAnswer, intercepted, Interceptors } from "./faults.js";
import { Journal } from "./journal.js";
import { CONTENT_TYPES } from "./media-types.js";
import { OpenWatches } from "./open-watches.js";
import { patchOne } from "./patch-handler.js";
import { getOne, listMany } from "./read-handlers.js";
import { readRequest, type RequestInfo } from "./request-info.js";
import { type ResourceCall, resolveResource, shapeOf } from "./resource-call.js";
import { type Pages, staticPage } from "./static-pages.js";
import { Tokens } from "./tokens.js";
import { createOne, deleteMany, deleteOne, replaceOne } from "./write-handlers.js";

const HANDLERS: Readonly<Record<string, (call: ResourceCall) => Answer | Promise<Answer>>> = {
  get: getOne,
  list: listMany,
  create: createOne,
  update: replaceOne,
  patch: patchOne,
  delete: deleteOne,
  deletecollection: deleteMany,
};

/** Connections stay open between requests for long, so that a client does not meet one that is just being closed. */
const KEEP_ALIVE_MS = 600_000;

/** One request with everything that belongs to it. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly info: RequestInfo;
}

/** Serves a cluster over HTTP/1.1. */
export class ApiServer {
  readonly journal = new Journal();
  readonly interceptors = new Interceptors();
  readonly tokens: Tokens;
  readonly watches = new OpenWatches();
  readonly #cluster: ClusterState;
  readonly #server: Server;
  readonly #pages: Pages;
  readonly #stopping = new AbortController();
  #port = 0;

  constructor(cluster: ClusterState, tokens: readonly string[] | undefined) {
    this.#cluster = cluster;
    this.tokens = new Tokens(tokens);
    this.#pages = {
      cluster,
      openApi: new OpenApi(cluster.catalog),
      address: () => `127.0.0.1:${this.#port}`,
    };
    this.#server = createServer(
      { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 },
      (request, response) => {
        void this.#serve(request, response);
      },
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens on loopback only: there is no authentication worth the name. */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    const address = this.#server.address();
    this.#port = typeof address === "object" && address !== null ? address.port : port;
  }

  /** Ends watches cleanly, then everything else. */
  async close(): Promise<void> {
    this.#stopping.abort();
    this.watches.endAll();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await this.#cluster.clock.yield();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => response.destroy());
    const info = readRequest(request.method ?? "GET", request.url ?? "/");
    const exchange = { request, response, info };
    try {
      const fault = this.interceptors.faultFor(intercepted(info, request.headers));
      if (fault !== undefined) await this.#fail(exchange, fault);
      else await this.#answer(exchange);
    } catch (error) {
      this.#send(exchange, refusal(error));
    }
  }

  async #answer(exchange: Exchange): Promise<void> {
    const { request, response, info } = exchange;
    this.tokens.check(request.headers.authorization);
    const page = staticPage(this.#pages, info, request.headers.accept);
    if (page !== undefined) {
      this.#send(exchange, page);
      return;
    }
    const body = await readBody(request);
    // Last, because what is served may change while a body comes in.
    const served = resolveResource(this.#cluster, info);
    const { namespace, name, subresource } = info.resource ?? {};
    const call = {
      cluster: this.#cluster,
      info,
      served,
      namespace,
      name,
      subresource,
      headers: request.headers,
      body,
      signal: this.#stopping.signal,
    };
    if (info.verb === "watch") {
      this.#watch(call, response);
      this.#note(exchange, 200);
      return;
    }
    const handle = HANDLERS[info.verb];
    if (handle === undefined) throw methodNotAllowed(served.kind, info.verb);
    const answer = await handle(call);
    const { warning } = served.version;
    this.#send(
      exchange,
      warning === undefined
        ? answer
        : { ...answer, warnings: [warning, ...(answer.warnings ?? [])] },
    );
  }

  #watch(call: ResourceCall, response: ServerResponse): void {
    const { served, namespace, info, name } = call;
    const shape = {
      ...shapeOf(call),
      representation: { ...shapeOf(call).representation, encoding: "json" as const },
    };
    const options = readListOptions(info.query, true);
    const selection = readSelection(info.query, served, name);
    const request = { served, namespace, selection, options, shape };
    this.watches.open(
      response,
      CONTENT_TYPES.json,
      (sink) => new Watch(this.#cluster, request, sink),
    );
  }

  async #fail(exchange: Exchange, fault: Fault): Promise<void> {
    const { request, response, info } = exchange;
    if ("reset" in fault) {
      this.#note(exchange, 0);
      request.socket.resetAndDestroy();
    } else if ("silence" in fault) {
      this.#note(exchange, 0);
      if (info.verb === "watch") {
        response.writeHead(200, { "Content-Type": CONTENT_TYPES.json });
        response.flushHeaders();
      }
    } else {
      await readBody(request);
      this.#send(exchange, faultAnswer(fault));
    }
  }

  #send(exchange: Exchange, answer: Answer): void {
    const { response, info } = exchange;
    this.#note(exchange, answer.status);
    if (response.headersSent || response.destroyed) return;
    const warnings = (answer.warnings ?? []).map(warningHeader);
    response.writeHead(answer.status, {
      "Content-Type": answer.contentType,
      "Cache-Control": "no-cache, private",
      "Content-Length": Buffer.byteLength(answer.body),
      ...answer.headers,
      ...(warnings.length === 0 ? {} : { Warning: warnings }),
    });
    if (info.method === "HEAD") response.end();
    // Beside a string Node would write the headers in UTF-8, and so encode warnings twice.
    else response.end(warnings.length === 0 ? answer.body : Buffer.from(answer.body));
  }

  #note({ request, info }: Exchange, status: number): void {
    const { resource } = info;
    this.journal.add({
      method: info.method,
      path: info.path,
      query: info.query.toString(),
      verb: info.verb,
      resource: resource?.plural,
      namespace: resource?.namespace,
      name: resource?.name,
      subresource: resource?.subresource,
      userAgent: request.headers["user-agent"],
      status,
    });
  }
}

/** A `Warning` header: UTF-8 in the bytes that a header may hold. */
function warningHeader(text: string): string {
  const quoted = JSON.stringify(text).replaceAll("\u007f", "");
  return `299 - ${Buffer.from(quoted, "utf8").toString("latin1")}`;
}

/** What recursion ends with on a text that is nested some ten thousand levels deep, where the real server stops reading. */
function isStackOverflow(error: unknown): boolean {
  return isError(error) && error.name === "RangeError" && error.message.includes("call stack");
}

function refusal(error: unknown): Answer {
  if (error instanceof SandboxApiError) return failureAnswer(error);
  if (error instanceof PageNotFoundError) return PAGE_NOT_FOUND;
  if (isStackOverflow(error)) return failureAnswer(badRequest("the body is nested too deep"));
  return failureAnswer(
    failure(500, `Internal error occurred: ${messageOf(error)}`, { reason: "InternalError" }),
  );
}
