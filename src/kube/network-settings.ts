/** How requests are made: `settings.networking`, resolved. */
export interface NetworkLimits {
  /** Limit of one attempt of a request, and of one page of a list. */
  readonly requestTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Pauses between the attempts of one request: it is tried once more than there are pauses. */
  readonly errorBackoffsMs: readonly number[];
  /** Wait exactly as long as the server asks, also if that is less than the pause. */
  readonly enforceRetryAfter: boolean;
}

/** How kinds are watched: `settings.watching`, resolved. */
export interface WatchLimits {
  /** `timeoutSeconds` asked of the server for one watch; `null`: its own choice. */
  readonly serverTimeoutS: number | null;
  /** A watch that was silent for so long is opened anew. */
  readonly inactivityTimeoutMs: number;
  /** The shortest pause before a watch that ended is opened anew. */
  readonly reconnectBackoffMs: number;
  /** How many objects one page of a list holds. */
  readonly pageSize: number;
}
