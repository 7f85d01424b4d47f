/**
 * Every code that an error of this SDK can carry. `docs/errors.md` has one heading per code;
 * a test compares the two in both directions.
 */
export const ERROR_CODES = [
  "AMBIGUOUS_SELECTOR",
  "BOOTSTRAP_ABORTED",
  "CLEANUP_FAILED",
  "CLUSTER_NOT_FOUND",
  "CONTROL_PLANE_BINARIES",
  "CONTROL_PLANE_START",
  "CONTROL_PLANE_STOPPED",
  "CREDENTIALS_REFUSED",
  "DEFINITION_INVALID",
  "INVARIANT",
  "KUBE_API",
  "KUBE_CONFLICT",
  "KUBE_CONNECTION",
  "KUBE_EXPIRED",
  "KUBE_FORBIDDEN",
  "KUBE_INVALID",
  "KUBE_NOT_FOUND",
  "KUBE_THROTTLED",
  "KUBECONFIG_UNREADABLE",
  "LIVENESS_ADDRESS",
  "LOGIN_FAILED",
  "MALFORMED_OBJECT",
  "MEMO_COPY",
  "MEMO_KEY",
  "MEMO_UNKNOWN",
  "METADATA_MISSING",
  "NOT_SERVED_YET",
  "OPERATOR_STOPPED",
  "PERMANENT",
  "SANDBOX_OBJECT",
  "SANDBOX_STOPPED",
  "SETTING_INVALID",
  "STARTUP_FAILED",
  "TEMPORARY",
] as const;

/** A stable name of what went wrong; messages may change, codes do not. */
export type ErrorCode = (typeof ERROR_CODES)[number];
