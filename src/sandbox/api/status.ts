import type { ErrorCode } from "../../support/error-codes.js";
import { OperatorError } from "../../support/errors.js";

/** One violation inside a {@link Status}. */
export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

/** The API's answer to a request that failed, and to a deletion that succeeded. */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: { readonly continue?: string };
  readonly status: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  403: "KUBE_FORBIDDEN",
  404: "KUBE_NOT_FOUND",
  409: "KUBE_CONFLICT",
  410: "KUBE_EXPIRED",
  422: "KUBE_INVALID",
  429: "KUBE_THROTTLED",
};

/** A request that the sandbox refused, with the `Status` that a client gets. */
export class SandboxApiError extends OperatorError {
  readonly status: Status;
  /** The HTTP status code. */
  readonly statusCode: number;

  constructor(status: Status, statusCode: number) {
    super(CODES[statusCode] ?? "KUBE_API", status.message ?? "The sandbox refused the request.");
    this.status = status;
    this.statusCode = statusCode;
  }
}

/** What a failure says besides its code and message. */
export interface FailureParts {
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly continueToken?: string;
}

export function failure(code: number, message: string, parts: FailureParts = {}): SandboxApiError {
  const status: Status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: parts.continueToken === undefined ? {} : { continue: parts.continueToken },
    status: "Failure",
    message,
    ...(parts.reason === undefined ? {} : { reason: parts.reason }),
    ...(parts.details === undefined ? {} : { details: parts.details }),
    code,
  };
  return new SandboxApiError(status, code);
}

/** A path that nobody serves: plain text instead of a `Status`, as the API server answers it. */
export class PageNotFoundError extends OperatorError {
  constructor() {
    super("KUBE_NOT_FOUND", "404 page not found");
  }
}
