import { codeOf } from "./map-errors.js";
import { KubeApiError, KubeConnectionError } from "./errors.js";
import { record } from "./loose-json.js";
import type { NetworkLimits } from "./network-settings.js";
import type { RequestOptions } from "./transport-options.js";

/** Failures of the network at which nothing was sent yet. */
const NOT_SENT = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
  // Of a proxy that was asked for a tunnel.
  "UND_ERR_HEADERS_TIMEOUT",
]);

/** Certificates do not become right by waiting, nor do headers that cannot be sent. */
const LASTING =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|UND_ERR_INVALID_ARG$)/;

/** Spread on top of a pause, so that many who failed together do not come back together. */
const JITTER = 0.25;

/** Tells whether a failure may pass by itself: no answer, too many requests, a server in trouble. */
export function isPassing(error: unknown): boolean {
  if (error instanceof KubeApiError) return error.status === 429 || error.status >= 500;
  return error instanceof KubeConnectionError && !LASTING.test(codeOf(error.cause));
}

/** A failed attempt of a request. */
export interface FailedAttempt {
  readonly error: unknown;
  /** Whether being carried out twice is the same as once. */
  readonly isRepeatable: boolean;
  /** How many attempts failed before this one. */
  readonly failedBefore: number;
}

/** The pause before the next attempt; `undefined` if there must be none. */
export function retryPauseMs(
  failed: FailedAttempt,
  limits: NetworkLimits,
  random: () => number,
): number | undefined {
  const backoffMs = limits.errorBackoffsMs[failed.failedBefore];
  if (backoffMs === undefined || !isPassing(failed.error)) return undefined;
  if (!failed.isRepeatable && mayBeCarriedOut(failed.error)) return undefined;
  return pauseMs(failed.error, backoffMs, { enforceRetryAfter: limits.enforceRetryAfter, random });
}

/** How a pause is computed. */
export interface PauseOptions {
  readonly enforceRetryAfter: boolean;
  readonly random: () => number;
}

/** A pause with jitter that respects what the server asked for. */
function pauseMs(error: unknown, backoffMs: number, options: PauseOptions): number {
  const askedMs = error instanceof KubeApiError ? error.retryAfterMs : undefined;
  if (askedMs !== undefined && options.enforceRetryAfter) return askedMs;
  return Math.max(backoffMs, askedMs ?? 0) + backoffMs * JITTER * options.random();
}

/** Tells whether a request may have been carried out, though its attempt failed. */
export function mayBeCarriedOut(error: unknown): boolean {
  if (error instanceof KubeApiError) {
    const isRefused =
      error.status < 500 || error.status === 503 || error.retryAfterMs !== undefined;
    return !isRefused;
  }
  return !(error instanceof KubeConnectionError && NOT_SENT.has(codeOf(error.cause)));
}

/** A second POST may make a second object. A JSON patch may append a second time, unless it tests what it finds. */
export function isRepeatable({ method, contentType, body }: RequestOptions): boolean {
  if (contentType !== "application/json-patch+json") return method !== "POST";
  return Array.isArray(body) && body.some((operation) => record(operation)["op"] === "test");
}
