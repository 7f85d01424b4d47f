import type { ErrorCode } from "../support/error-codes.js";
import { OperatorError } from "../support/errors.js";

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  403: "KUBE_FORBIDDEN",
  404: "KUBE_NOT_FOUND",
  409: "KUBE_CONFLICT",
  410: "KUBE_EXPIRED",
  422: "KUBE_INVALID",
  429: "KUBE_THROTTLED",
};

/** The error for an answer that is not a success. Texts that are not a `Status` are left out: nobody vouches for them. */
export function apiFailure(request: string, status: number, body: unknown): OperatorError {
  const message = isRecord(body) && body["kind"] === "Status" ? String(body["message"]) : "no Status object";
  return new OperatorError(
    CODE_OF_STATUS[status] ?? "KUBE_API",
    `The server answered ${request} with ${String(status)}: ${message}.`,
  );
}

/** Tells whether a value has fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
