import type { ErrorCode } from "../support/error-codes.js";
import { OperatorError, isError, isOperatorError, messageOf } from "../support/errors.js";
import { isRecord, parseOrNothing } from "./json.js";

/** One of the reasons that the server gave for a failure. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** What a failure was about, in the server's words. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** What is known of an answer that is a failure. */
export interface KubeApiFailure {
  readonly status: number;
  readonly reason: string;
  readonly retryAfterMs?: number | undefined;
  readonly details?: StatusDetails | undefined;
  readonly cause?: unknown;
}

/**
 * The API server answered with a failure.
 *
 * @example
 * ```ts
 * if (error instanceof ConflictError) return retryWithTheFreshObject();
 * ```
 */
export class KubeApiError extends OperatorError {
  /** The HTTP status, also of a failure that came as an event of a watch. */
  readonly status: number;
  /** The server's name of the failure: `NotFound`, `AlreadyExists`, `Invalid` …; `""` if it gave none. */
  readonly reason: string;
  /** How long the server asks to wait, in milliseconds; `undefined` if it does not ask. */
  readonly retryAfterMs: number | undefined;
  /** What the failure was about; `undefined` if the server did not say. */
  readonly details: StatusDetails | undefined;

  constructor(code: ErrorCode, message: string, failure: KubeApiFailure) {
    super(code, message, failure.cause === undefined ? {} : { cause: failure.cause });
    this.status = failure.status;
    this.reason = failure.reason;
    this.retryAfterMs = failure.retryAfterMs;
    this.details = failure.details;
  }
}

/** 401: the server does not know who is asking. */
export class UnauthorizedError extends KubeApiError {}

/** 403: the operator's account may not do this. */
export class ForbiddenError extends KubeApiError {}

/** 404: there is no such object, or no such kind. */
export class NotFoundError extends KubeApiError {}

/** 409: the object was changed meanwhile (`reason` is `Conflict`), or one with that name exists (`AlreadyExists`). */
export class ConflictError extends KubeApiError {}

/** 410: a resource version, or a page of a list, that the server does not remember any more. */
export class ExpiredError extends KubeApiError {}

/** 422: the object is not what its schema or its kind's rules ask for. */
export class InvalidError extends KubeApiError {}

/** 429: the server has too much to do. */
export class ThrottledError extends KubeApiError {}

/** No answer, or only a part of it: network, TLS, proxy, timeout. */
export class KubeConnectionError extends OperatorError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("KUBE_CONNECTION", message, options);
  }
}

/** An answer that is a failure, before it is understood. */
export interface FailedResponse {
  readonly status: number;
  /** The body as text, or as a value if it was parsed already. */
  readonly body: unknown;
  /** The value of `Retry-After`. */
  readonly retryAfter?: string | undefined;
  /** What was tried, for the message: `GET /api/v1/pods`. */
  readonly what: string;
  /** Wall time, for a `Retry-After` that is a date. */
  readonly nowMs: number;
}

type ErrorClass = new (code: ErrorCode, message: string, failure: KubeApiFailure) => KubeApiError;

const BY_STATUS: ReadonlyMap<number, readonly [ErrorClass, ErrorCode]> = new Map<number, readonly [ErrorClass, ErrorCode]>([
  [401, [UnauthorizedError, "KUBE_UNAUTHORIZED"]],
  [403, [ForbiddenError, "KUBE_FORBIDDEN"]],
  [404, [NotFoundError, "KUBE_NOT_FOUND"]],
  [409, [ConflictError, "KUBE_CONFLICT"]],
  [410, [ExpiredError, "KUBE_EXPIRED"]],
  [422, [InvalidError, "KUBE_INVALID"]],
  [429, [ThrottledError, "KUBE_THROTTLED"]],
]);

interface Status {
  readonly message?: unknown;
  readonly reason?: unknown;
  readonly code?: unknown;
  readonly details?: unknown;
}

/** The error of an answer that is a failure. A body that is no `Status` is never repeated: it may hold anything. */
export function errorOfResponse(response: FailedResponse): KubeApiError {
  const status = statusOf(response.body);
  const details = detailsOf(status?.details);
  const reason = typeof status?.reason === "string" ? status.reason : "";
  const said = typeof status?.message === "string" ? `: ${status.message}` : "";
  const label = reason === "" ? String(response.status) : `${response.status} ${reason}`;
  const [errorClass, code] = BY_STATUS.get(response.status) ?? [KubeApiError, "KUBE_API" as const];
  return new errorClass(code, `${response.what} failed with ${label}${said}.${remedyOf(response.status)}`, {
    status: response.status,
    reason,
    retryAfterMs: retryAfterMsOf(response.retryAfter, response.nowMs) ?? secondsToMs(details?.retryAfterSeconds),
    details,
  });
}

/** The error of a `Status` that came as an event of a watch. */
export function errorOfStatusEvent(status: unknown, what: string, nowMs: number): KubeApiError {
  const code = statusOf(status)?.code;
  const reason = statusOf(status)?.reason;
  const expired = reason === "Expired" || reason === "Gone";
  return errorOfResponse({ status: expired ? 410 : typeof code === "number" ? code : 500, body: status, what, nowMs });
}

/** Our error for whatever was thrown while a request was made; errors of ours are returned as they are. */
export function toKubeError(thrown: unknown, what: string): OperatorError {
  if (isOperatorError(thrown)) return thrown;
  return new KubeConnectionError(`${what} got no answer: ${reasonOf(thrown)}.`, { cause: thrown });
}

function reasonOf(thrown: unknown): string {
  const message = messageOf(thrown).replace(/\.$/, "");
  // Node leaves the message of several failed attempts (IPv4, IPv6) empty and says the code only.
  if (message !== "") return message;
  return isError(thrown) && "code" in thrown ? String(thrown.code) : "for an unknown reason";
}

function remedyOf(status: number): string {
  if (status === 403) return " Check the roles that are bound to the operator's account.";
  if (status === 401) return " Check the credentials.";
  return "";
}

function statusOf(body: unknown): Status | undefined {
  const value = typeof body === "string" ? parseOrNothing(body) : body;
  return isRecord(value) && value["kind"] === "Status" ? value : undefined;
}

function detailsOf(value: unknown): StatusDetails | undefined {
  return isRecord(value) ? value : undefined;
}

function secondsToMs(seconds: unknown): number | undefined {
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

/** `Retry-After` is a number of seconds or a date. */
function retryAfterMsOf(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined || value.trim() === "") return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return secondsToMs(seconds);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(date - nowMs, 0);
}
