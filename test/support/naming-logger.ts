import type { LogLevel } from "../../src/support/log-level.js";
import { type LogDetails, type LoggedObject, Logger } from "../../src/telemetry/logger.js";

/** Keeps what is logged, as `level [namespace/name] message`. */
export class NamingLogger extends Logger {
  readonly lines: string[];
  readonly errors: unknown[];
  readonly #object: LoggedObject | undefined;

  constructor(parent?: NamingLogger, object?: LoggedObject) {
    super();
    this.lines = parent?.lines ?? [];
    this.errors = parent?.errors ?? [];
    this.#object = object;
  }

  log(level: LogLevel, message: string, details?: LogDetails): void {
    const object = this.#object;
    const place = object?.namespace === undefined ? "" : `${object.namespace}/`;
    this.lines.push(
      object === undefined ? `${level} ${message}` : `${level} [${place}${object.name}] ${message}`,
    );
    if (details?.error !== undefined) this.errors.push(details.error);
  }

  child(object: LoggedObject): NamingLogger {
    return new NamingLogger(this, object);
  }

  /** The lines of a level. */
  of(level: LogLevel): readonly string[] {
    return this.lines.filter((line) => line.startsWith(`${level} `));
  }
}
