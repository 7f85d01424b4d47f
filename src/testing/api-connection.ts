import { Pool } from "undici";

import type { ClusterAccess } from "../kube/cluster-access.js";
import { OperatorError } from "../support/errors.js";
import { ClusterApiError } from "./api-error.js";

/** One request. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query. */
  readonly path: string;
  readonly body?: unknown;
  /** Media type of the body. Default: `application/json`. */
  readonly contentType?: string;
}

/** What came back. */
export interface ApiAnswer {
  readonly status: number;
  /** Parsed if it is JSON, else the text. */
  readonly body: unknown;
}

/** No request of a test takes so long unless the server is gone. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Requests to one API server with one user's credentials. */
export class ApiConnection {
  readonly #access: ClusterAccess;
  readonly #beforeRequest: () => void;
  #pool: Pool;

  /** What `beforeRequest` throws, the request fails with. */
  constructor(access: ClusterAccess, beforeRequest: () => void = () => undefined) {
    this.#access = access;
    this.#beforeRequest = beforeRequest;
    this.#pool = newPool(access);
  }

  /** What the server answered, success or not. */
  async send(request: ApiRequest): Promise<ApiAnswer> {
    this.#beforeRequest();
    try {
      const answer = await this.#pool.request({
        method: request.method,
        path: request.path,
        headers: {
          accept: "application/json",
          ...bodyType(request),
          ...authorization(this.#access),
        },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
      return { status: answer.statusCode, body: parse(await answer.body.text()) };
    } catch (error) {
      throw new OperatorError(
        "KUBE_CONNECTION",
        `${describe(request)} got no answer from ${this.#access.server}.`,
        {
          cause: error,
        },
      );
    }
  }

  /**
   * The body of a successful answer.
   *
   * @throws ClusterApiError if it is not one.
   */
  async request(request: ApiRequest): Promise<unknown> {
    return this.bodyOf(request, await this.send(request));
  }

  bodyOf(request: ApiRequest, answer: ApiAnswer): unknown {
    if (answer.status >= 400)
      throw new ClusterApiError(describe(request), answer.status, answer.body);
    return answer.body;
  }

  /** Forgets all connections: the server was started again. */
  async reconnect(): Promise<void> {
    const old = this.#pool;
    this.#pool = newPool(this.#access);
    await old.destroy();
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

function newPool(access: ClusterAccess): Pool {
  return new Pool(access.server, {
    headersTimeout: REQUEST_TIMEOUT_MS,
    bodyTimeout: REQUEST_TIMEOUT_MS,
    connect: {
      ...(access.ca === undefined ? {} : { ca: access.ca }),
      ...(access.clientCertificate === undefined ? {} : { cert: access.clientCertificate }),
      ...(access.clientKey === undefined ? {} : { key: access.clientKey }),
      rejectUnauthorized: access.insecure !== true,
    },
  });
}

function authorization(access: ClusterAccess): Record<string, string> {
  return access.token === undefined ? {} : { authorization: `Bearer ${access.token}` };
}

function bodyType(request: ApiRequest): Record<string, string> {
  return request.body === undefined
    ? {}
    : { "content-type": request.contentType ?? "application/json" };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function describe(request: ApiRequest): string {
  return `${request.method} ${request.path}`;
}
