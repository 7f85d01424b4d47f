import { isRecord } from "../resources/json.js";
import { isError, isOperatorError, messageOf } from "../support/errors.js";
import type { OperatorError } from "../support/errors.js";
import {
  ConflictError,
  ExpiredError,
  ForbiddenError,
  InvalidError,
  KubeApiError,
  KubeConnectionError,
  NotFoundError,
  ThrottledError,
} from "./errors.js";
import type { KubeApiErrorOptions } from "./errors.js";
import { record, text } from "./loose-json.js";
import { remedyForForbidden } from "./missing-right.js";

/** Response headers with names in lower case. */
export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** An answer that is a failure. */
export interface FailedResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** The body's text, of any kind. */
  readonly body: string;
}

const BY_STATUS: Readonly<
  Record<number, new (message: string, options: KubeApiErrorOptions) => KubeApiError>
> = {
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  410: ExpiredError,
  422: InvalidError,
  429: ThrottledError,
};

/**
 * The error that a failed response stands for. A body that is no `Status` is not repeated: it may be a proxy's page, or hold secrets.
 *
 * @param what - the request, for the message: `GET https://…`.
 */
export function errorOfResponse(response: FailedResponse, what: string): KubeApiError {
  return errorOfStatus(parsed(response.body), {
    what,
    status: response.status,
    retryAfterMs: retryAfterMs(response.headers),
  });
}

/** Where a `Status` came from. */
export interface StatusOrigin {
  /** The request or stream, for the message. */
  readonly what: string;
  /** The HTTP status; default: what the `Status` says. */
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** The error that a `Status` object stands for: the body of a failed response, or the object of a watch's `ERROR` event. */
export function errorOfStatus(value: unknown, origin: StatusOrigin): KubeApiError {
  const body = record(value)["kind"] === "Status" ? record(value) : {};
  const status = origin.status ?? numberOr(body["code"], 500);
  const reason = text(body["reason"]);
  const details = isRecord(body["details"]) ? body["details"] : undefined;
  const retryAfter = origin.retryAfterMs ?? secondsAsMs(details?.["retryAfterSeconds"]);
  const message = `${origin.what} failed with ${[String(status), reason].join(" ").trimEnd()}`;
  const ErrorClass = BY_STATUS[status] ?? KubeApiError;
  const remedy = status === 403 ? remedyForForbidden(text(body["message"])) : "";
  return new ErrorClass(`${message}${said(body["message"])}${remedy}`, {
    status,
    reason,
    details,
    retryAfterMs: retryAfter,
  });
}

function said(message: unknown): string {
  return text(message) === "" ? "." : `: ${sentence(text(message))}`;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/**
 * The error that a failure to get an answer stands for; errors of this SDK pass through.
 *
 * @param what - the request, for the message.
 */
export function toKubeError(thrown: unknown, what: string): OperatorError {
  if (isOperatorError(thrown)) return thrown;
  const code = codeOf(thrown);
  const remedy = CONNECTION_REMEDIES[code] ?? "";
  return new KubeConnectionError(`${what} failed: ${sentence(explain(thrown, code))}${remedy}`, {
    cause: thrown,
  });
}

const OWN_AUTHORITY =
  " Name the authority that signed it as certificate-authority in the kubeconfig, or as `ca`.";

const CONNECTION_REMEDIES: Readonly<Record<string, string>> = {
  ECONNREFUSED: " Check that the server runs and that its address is right.",
  ENOTFOUND: " Check the server's address.",
  // Our own requests have no such limit, only the proxy's CONNECT has.
  UND_ERR_HEADERS_TIMEOUT: " The proxy did not answer: check it, and its address.",
  DEPTH_ZERO_SELF_SIGNED_CERT: OWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: OWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: OWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: OWN_AUTHORITY,
  ERR_TLS_CERT_ALTNAME_INVALID:
    " Use a name that is in the certificate, or set tls-server-name in the kubeconfig.",
};

/** The code of a system's or undici's error; `""` if it has none. */
export function codeOf(thrown: unknown): string {
  if (!isError(thrown) || !("code" in thrown)) return "";
  return typeof thrown.code === "string" ? thrown.code : "";
}

function explain(thrown: unknown, code: string): string {
  // An attempt on several addresses fails with an error that has no text of its own.
  if (isError(thrown) && "errors" in thrown && Array.isArray(thrown.errors)) {
    return [...new Set(thrown.errors.map((one) => messageOf(one)))].join("; ");
  }
  const message = messageOf(thrown);
  return message === "" ? code : message;
}

/** A text with an end. */
export function sentence(words: string): string {
  const trimmed = words.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function secondsAsMs(seconds: unknown): number | undefined {
  return typeof seconds === "number" && seconds > 0 ? seconds * 1000 : undefined;
}

/** `Retry-After` in milliseconds. A date counts from the response's own date, as the two machines' clocks may differ. */
export function retryAfterMs(headers: ResponseHeaders): number | undefined {
  const value = headers["retry-after"];
  if (typeof value !== "string") return undefined;
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000;
  const sent = headers["date"];
  const delay = Date.parse(value) - (typeof sent === "string" ? Date.parse(sent) : Number.NaN);
  return Number.isFinite(delay) ? Math.max(delay, 0) : undefined;
}
