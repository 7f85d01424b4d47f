import type { ErrorCode } from "../support/error-codes.js";
import { isOperatorError, OperatorError } from "../support/errors.js";
import { memberOf } from "../support/members.js";

/** What an API server's failure says beside its message. */
export interface KubeApiErrorOptions {
  /** The HTTP status. */
  readonly status: number;
  /** The machine's word for it, `"AlreadyExists"` for example; `""` if the server gave none. */
  readonly reason?: string | undefined;
  /** How long the server asks to wait. */
  readonly retryAfterMs?: number | undefined;
  /** `details` of the server's `Status`. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** The error below this one. */
  readonly cause?: unknown;
}

/**
 * The API server answered with a failure.
 *
 * @example
 * ```ts
 * try {
 *   await client.create(pod);
 * } catch (error) {
 *   if (!(error instanceof ConflictError && error.reason === "AlreadyExists")) throw error;
 * }
 * ```
 */
export class KubeApiError extends OperatorError {
  /** The HTTP status. */
  readonly status: number;
  /** The server's word for it, `"AlreadyExists"` for example; `""` if it gave none. */
  readonly reason: string;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** `details` of the server's `Status`: which object, which fields. */
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(message: string, options: KubeApiErrorOptions, code: ErrorCode = "KUBE_API") {
    super(code, message, options.cause === undefined ? {} : { cause: options.cause });
    this.status = options.status;
    this.reason = options.reason ?? "";
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details;
  }
}

/** 404: no such object, or no such kind. */
export class NotFoundError extends KubeApiError {
  constructor(message: string, options: KubeApiErrorOptions) {
    super(message, options, "KUBE_NOT_FOUND");
  }
}

/** 409: somebody changed the object in between (`reason` `"Conflict"`), or it exists already (`"AlreadyExists"`). */
export class ConflictError extends KubeApiError {
  constructor(message: string, options: KubeApiErrorOptions) {
    super(message, options, "KUBE_CONFLICT");
  }
}

/** 410: the resourceVersion or the continue token is too old. */
export class ExpiredError extends KubeApiError {
  constructor(message: string, options: KubeApiErrorOptions) {
    super(message, options, "KUBE_EXPIRED");
  }
}

/** 403: the account may not do this. */
export class ForbiddenError extends KubeApiError {
  constructor(message: string, options: KubeApiErrorOptions) {
    super(message, options, "KUBE_FORBIDDEN");
  }
}

/** 422: the server does not accept the object; `details` names the fields. */
export class InvalidError extends KubeApiError {
  constructor(message: string, options: KubeApiErrorOptions) {
    super(message, options, "KUBE_INVALID");
  }
}

/** 429: too many requests; `retryAfterMs` says how long to wait. */
export class ThrottledError extends KubeApiError {
  constructor(message: string, options: KubeApiErrorOptions) {
    super(message, options, "KUBE_THROTTLED");
  }
}

/** No answer, or half of one: network, TLS, time-out. The original error is its `cause`. */
export class KubeConnectionError extends OperatorError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("KUBE_CONNECTION", message, options);
  }
}

/** How long the server asks to wait with its failure; 0 if it does not. */
export function askedPauseMs(error: unknown): number {
  if (!isOperatorError(error)) return 0;
  const asked: unknown = memberOf(error, "retryAfterMs");
  return typeof asked === "number" ? asked : 0;
}
