import type { Duration } from "../support/duration.js";
import type { LogLevel } from "../support/log-level.js";

/**
 * The settings of an operator, in Kopf's groups; what Kopf has, too, has its name in camelCase. Durations are seconds, or strings with a unit.
 * Given to `bootstrap`, or changed by a start-up handler that takes `OperatorSettings`.
 */
export interface SettingsOptions {
  /** How kinds are watched. */
  readonly watching?: Partial<WatchingSettings>;
  /** How events wait for their handlers. */
  readonly queueing?: Partial<QueueingSettings>;
  /** How kinds and namespaces are found. */
  readonly scanning?: Partial<ScanningSettings>;
  /** How handlers are called. */
  readonly execution?: Partial<ExecutionSettings>;
  /** How requests are made. */
  readonly networking?: Partial<NetworkingSettings>;
  /** What is logged, and how. */
  readonly logging?: Partial<LoggingSettings>;
}

/** How kinds are watched. */
export interface WatchingSettings {
  /** `timeoutSeconds` asked of the server for one watch; `null`: the server's own choice (30 to 60 minutes). @defaultValue `null` */
  serverTimeout: Duration | null;
  /** A watch that brought nothing, not even a bookmark, for so long is opened anew. Servers send a bookmark about once a minute. @defaultValue `70` */
  inactivityTimeout: Duration;
  /** The shortest pause before a watch that ended is opened anew; it grows while nothing is received. @defaultValue `0.1` */
  reconnectBackoff: Duration;
  /** How many objects one page of a list holds. @defaultValue `500` */
  pageSize: number;
  /** Ask for metadata only where nothing reads more. @defaultValue `true` */
  metadataOnly: boolean;
}

/** How events wait for their handlers. */
export interface QueueingSettings {
  /** How many objects may be in work at once; `null`: no limit. @defaultValue `null` */
  workerLimit: number | null;
  /** How long running handlers may go on when the operator stops. @defaultValue `2` */
  exitTimeout: Duration;
  /** Events of one object that may wait; past it the oldest fold into the next. @defaultValue `10000` */
  backlogLimit: number;
  /** Bytes of all events of the operator that may wait. @defaultValue `67108864` (64 MiB) */
  backlogBytes: number;
}

/** How kinds and namespaces are found. */
export interface ScanningSettings {
  /** Do not follow CRDs and namespaces at run time. @defaultValue `false` */
  disabled: boolean;
}

/** How handlers are called. */
export interface ExecutionSettings {
  /** Pause before the next attempt after an arbitrary error. @defaultValue `60` */
  defaultBackoff: Duration;
  /** A handler that runs for longer is named in one warning. @defaultValue `60` */
  slowHandlerWarning: Duration;
}

/** How requests are made. */
export interface NetworkingSettings {
  /** Limit of one request, watches excepted. @defaultValue `300` */
  requestTimeout: Duration;
  /** Limit of making a connection. @defaultValue `10` */
  connectTimeout: Duration;
  /** Pauses between the attempts of one request that failed for a passing reason. @defaultValue `[1, 1, 2, 3, 5, 8, 13, 21]` */
  errorBackoffs: readonly Duration[];
  /** Wait exactly as long as `Retry-After` says, also if that is less than the backoff. @defaultValue `false` */
  enforceRetryAfter: boolean;
}

/** How log lines look. What start-up handlers change holds when all of them have run. */
export interface LoggingSettings {
  /** Lines below it are left out. @defaultValue `"info"` */
  level: LogLevel;
  /** Lines for people, or JSON lines with a reference to the object. @defaultValue `"text"` */
  format: "text" | "json";
}
