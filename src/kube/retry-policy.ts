import { isError } from "../support/errors.js";
import { withJitter } from "./backoff.js";
import { KubeApiError, KubeConnectionError, ThrottledError } from "./errors.js";
import type { NetworkLimits } from "./network-settings.js";

/** What of a request decides whether it may be repeated. */
export interface Repeatable {
  readonly method: string;
  readonly retry?: boolean | undefined;
}

/** Failures of making a connection: the server has not seen the request. */
const NOT_SENT: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "EHOSTUNREACH", "ENETUNREACH"]);

/** Decides whether a failed request is tried again, and when. */
export class RetryPolicy {
  readonly #limits: () => NetworkLimits;
  readonly #random: () => number;

  constructor(limits: () => NetworkLimits, random: () => number) {
    this.#limits = limits;
    this.#random = random;
  }

  /** The pause before the next attempt, in milliseconds; `undefined`: it is not tried again. */
  pauseMs(error: unknown, attempt: number, request: Repeatable): number | undefined {
    const { errorBackoffsMs, enforceRetryAfter } = this.#limits();
    const backoffMs = errorBackoffsMs[attempt];
    if (request.retry === false || backoffMs === undefined || !mayPass(error, request.method)) return undefined;
    const askedMs = error instanceof KubeApiError ? error.retryAfterMs : undefined;
    if (askedMs !== undefined && enforceRetryAfter) return askedMs;
    return Math.max(withJitter(backoffMs, this.#random), askedMs ?? 0);
  }
}

function mayPass(error: unknown, method: string): boolean {
  // A creation that the server may have seen could be done twice.
  if (method === "POST") return error instanceof ThrottledError || (error instanceof KubeConnectionError && wasNotSent(error));
  return error instanceof KubeConnectionError || error instanceof ThrottledError || (error instanceof KubeApiError && error.status >= 500);
}

function wasNotSent({ cause }: KubeConnectionError): boolean {
  return isError(cause) && "code" in cause && NOT_SENT.has(cause.code);
}
