import { isRecord } from "../resources/json.js";
import type { Status } from "../sandbox/index.js";
import type { ErrorCode } from "../support/error-codes.js";
import { OperatorError } from "../support/errors.js";

const CODES: Readonly<Record<number, ErrorCode>> = {
  403: "KUBE_FORBIDDEN",
  404: "KUBE_NOT_FOUND",
  409: "KUBE_CONFLICT",
  410: "KUBE_EXPIRED",
  422: "KUBE_INVALID",
  429: "KUBE_THROTTLED",
};

/** A request of a test that the API server refused. Has what the sandbox's error has, so that one test can look at either. */
export class ClusterApiError extends OperatorError {
  /** What the server said; `undefined` if it was not a `Status`. */
  readonly status: Status | undefined;
  /** The HTTP status code. */
  readonly statusCode: number;

  constructor(request: string, statusCode: number, body: unknown) {
    const status = isStatus(body) ? body : undefined;
    super(
      CODES[statusCode] ?? "KUBE_API",
      `${request} was answered with ${String(statusCode)}: ${status?.message ?? "no Status"}.`,
    );
    this.status = status;
    this.statusCode = statusCode;
  }
}

function isStatus(body: unknown): body is Status {
  return isRecord(body) && body["kind"] === "Status";
}
