import type { LogLevel } from "../../src/support/log-level.js";
import { Logger } from "../../src/telemetry/logger.js";

/** Keeps what is logged, as `level message`. */
export class RecordingLogger extends Logger {
  readonly lines: string[] = [];

  log(level: LogLevel, message: string): void {
    this.lines.push(`${level} ${message}`);
  }

  child(): this {
    return this;
  }
}
