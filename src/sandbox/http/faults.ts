import { failure } from "../api/status.js";
import { type Answer, failureAnswer } from "./answer.js";
import type { RequestInfo } from "./request-info.js";

/** What the sandbox knows of a request when it asks whether to fail it. */
export interface InterceptedRequest {
  /** `GET`. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Decoded. */
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; of other paths the method. */
  readonly verb: string;
  /** `""` for the core group; absent for discovery and the like. */
  readonly group?: string | undefined;
  /** `v1`. */
  readonly version?: string | undefined;
  /** The plural. */
  readonly resource?: string | undefined;
  /** Absent for cluster-wide kinds and lists. */
  readonly namespace?: string | undefined;
  /** The object's; absent for lists and creations. */
  readonly name?: string | undefined;
  /** `status`, for example. */
  readonly subresource?: string | undefined;
}

/**
 * What happens to a request instead of its being served: an answer with an error, a connection that is cut, or no answer
 * at all (a watch begins, and then nothing comes).
 */
export type Fault =
  | {
      readonly status: number;
      readonly reason?: string;
      readonly message?: string;
      /** Also sent as `Retry-After`. */
      readonly retryAfterSeconds?: number;
      /** Sent as it is, instead of a `Status`. */
      readonly body?: string;
    }
  | { readonly reset: true }
  | { readonly silence: true };

/** Looks at a request; returns what goes wrong, or nothing. */
export type Interceptor = (request: InterceptedRequest) => Fault | undefined;

/** The interceptors of a sandbox, in the order in which they were added; the first that returns a fault decides. */
export class Interceptors {
  readonly #all = new Set<Interceptor>();

  add(interceptor: Interceptor): Disposable {
    // A wrapper, so that one function can be added twice and taken away once.
    const entry: Interceptor = (request) => interceptor(request);
    this.#all.add(entry);
    return { [Symbol.dispose]: () => void this.#all.delete(entry) };
  }

  faultFor(request: InterceptedRequest): Fault | undefined {
    for (const interceptor of this.#all) {
      const fault = interceptor(request);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
}

/** What interceptors are shown of a request. */
export function intercepted(
  info: RequestInfo,
  headers: InterceptedRequest["headers"],
): InterceptedRequest {
  const { method, path, query, verb, resource } = info;
  return {
    method,
    path,
    query,
    verb,
    headers,
    group: resource?.group,
    version: resource?.version,
    resource: resource?.plural,
    namespace: resource?.namespace,
    name: resource?.name,
    subresource: resource?.subresource,
  };
}

/** The answer that a fault with a status is. */
export function faultAnswer(fault: Extract<Fault, { status: number }>): Answer {
  const { status, message = "injected by a test", reason, retryAfterSeconds, body } = fault;
  const details = retryAfterSeconds === undefined ? undefined : { retryAfterSeconds };
  const parts = {
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
  };
  const answer = failureAnswer(failure(status, message, parts));
  return body === undefined ? answer : { ...answer, body };
}
