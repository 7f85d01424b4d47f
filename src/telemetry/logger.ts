import type { LogLevel } from "../support/log-level.js";
import { SDK_CLASS, THIS_COPY } from "../support/sdk-class.js";

/** The object that a log line speaks of. */
export interface LoggedObject {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** `Pod`. */
  readonly kind: string;
  /** `metadata.name`. */
  readonly name: string;
  /** Absent for cluster-wide kinds. */
  readonly namespace?: string | undefined;
  /** `metadata.uid`, where it is known. */
  readonly uid?: string | undefined;
}

/** What may come with a message. */
export interface LogDetails {
  /** What was thrown; its stack is shown. */
  readonly error?: unknown;
}

/**
 * Where log lines go. A handler's logger puts the object in front (`[namespace/name]`), or into the JSON line.
 *
 * @example
 * ```ts
 * @OnEvent("KopfExample")
 * seen(logger: Logger): void { logger.info("Hello."); }
 * ```
 */
export abstract class Logger {
  /** @internal */
  static readonly [SDK_CLASS] = THIS_COPY;

  /** Writes one line; implementations leave out what is below their level. */
  abstract log(level: LogLevel, message: string, details?: LogDetails): void;

  /** The same logger, speaking of one object. */
  abstract child(object: LoggedObject): Logger;

  // What `log` returns is passed on: where that is asynchronous, whoever calls can wait for its end.

  /** What helps to find a mistake. */
  debug(message: string, details?: LogDetails): void {
    return this.log("debug", message, details);
  }

  /** What the operator does. */
  info(message: string, details?: LogDetails): void {
    return this.log("info", message, details);
  }

  /** What goes on, but should be looked at. */
  warn(message: string, details?: LogDetails): void {
    return this.log("warn", message, details);
  }

  /** What failed. */
  error(message: string, details?: LogDetails): void {
    return this.log("error", message, details);
  }
}
