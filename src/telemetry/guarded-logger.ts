import { types } from "node:util";

import { messageOf } from "../support/errors.js";
import type { LogLevel } from "../support/log-level.js";
import { type LogDetails, type LoggedObject, Logger } from "./logger.js";

/**
 * An author's logger as the operator uses it: one that fails, at once or later, loses its line and harms nothing else. The first
 * failure is told.
 */
export class GuardedLogger extends Logger {
  readonly #inner: Logger;
  readonly #onFailure: (error: unknown) => void;

  private constructor(inner: Logger, onFailure: (error: unknown) => void) {
    super();
    this.#inner = inner;
    this.#onFailure = onFailure;
  }

  /** Guards a logger; the other one, made when it is needed, tells that it fails. */
  static guard(inner: Logger, other: () => Logger): GuardedLogger {
    let isTold = false;
    return new GuardedLogger(inner, (error) => {
      if (isTold) return;
      isTold = true;
      const what = `The logger of the option \`logger\` failed: ${messageOf(error)}.`;
      other().error(`${what} Lines that it fails to write are lost; this is told once.`, { error });
    });
  }

  log(level: LogLevel, message: string, details?: LogDetails): void {
    this.#try(() => this.#inner.log(level, message, details));
  }

  // Each by its own name: an author may have said how one of them is written.
  override debug(message: string, details?: LogDetails): void {
    this.#try(() => this.#inner.debug(message, details));
  }

  override info(message: string, details?: LogDetails): void {
    this.#try(() => this.#inner.info(message, details));
  }

  override warn(message: string, details?: LogDetails): void {
    this.#try(() => this.#inner.warn(message, details));
  }

  override error(message: string, details?: LogDetails): void {
    this.#try(() => this.#inner.error(message, details));
  }

  child(object: LoggedObject): Logger {
    try {
      return new GuardedLogger(this.#inner.child(object), this.#onFailure);
    } catch (error) {
      this.#onFailure(error);
      return this;
    }
  }

  #try(write: () => unknown): void {
    try {
      const written = write();
      // TypeScript lets an asynchronous method stand for one that returns nothing.
      if (types.isPromise(written)) written.catch(this.#onFailure);
    } catch (error) {
      this.#onFailure(error);
    }
  }
}
