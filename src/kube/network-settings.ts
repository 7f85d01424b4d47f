/** How requests are made, in numbers. */
export interface NetworkLimits {
  /** Limit of one request, watches excepted. */
  readonly requestTimeoutMs: number;
  /** Limit of making a connection. */
  readonly connectTimeoutMs: number;
  /** Pauses between the attempts of one request that failed for a passing reason. */
  readonly errorBackoffsMs: readonly number[];
  /** Wait exactly as long as `Retry-After` says, also if that is less than the backoff. */
  readonly enforceRetryAfter: boolean;
}

/** How kinds are watched, in numbers. */
export interface WatchLimits {
  /** `timeoutSeconds` asked of the server for one watch; `null`: the server's own choice. */
  readonly serverTimeoutS: number | null;
  /** A watch that brought nothing for so long is opened anew. */
  readonly inactivityTimeoutMs: number;
  /** The shortest pause before a watch that ended is opened anew. */
  readonly reconnectBackoffMs: number;
  /** How many objects one page of a list holds. */
  readonly pageSize: number;
}
