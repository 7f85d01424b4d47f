import type { ErrorCode } from "../../support/error-codes.js";
import { OperatorError } from "../../support/errors.js";

/** One violation inside a {@link Status}. */
export interface StatusCause {
  /** `FieldValueInvalid`, for example. */
  readonly reason: string;
  /** For people. */
  readonly message: string;
  /** The path of the field: `spec.replicas`. */
  readonly field?: string;
}

/** The API's answer to a request that failed, and to a deletion that succeeded. */
export interface Status {
  /** Always this. */
  readonly kind: "Status";
  /** Always this. */
  readonly apiVersion: "v1";
  /** With a list that has expired: where to go on. */
  readonly metadata: { readonly continue?: string };
  /** Whether what was asked for was done. */
  readonly status: "Success" | "Failure";
  /** For people. */
  readonly message?: string;
  /** For programs: `NotFound`, `AlreadyExists` … */
  readonly reason?: string;
  /** Which object, and which fields. */
  readonly details?: StatusDetails;
  /** The HTTP status code. */
  readonly code?: number;
}

/** What a failure is about. */
export interface StatusDetails {
  /** The object's name. */
  readonly name?: string;
  /** The group of its kind. */
  readonly group?: string;
  /** The kind, or the plural: the API is not of one mind. */
  readonly kind?: string;
  /** The object's uid. */
  readonly uid?: string;
  /** One per mistake. */
  readonly causes?: readonly StatusCause[];
  /** When to ask again. */
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
  /** As the API writes it. */
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
