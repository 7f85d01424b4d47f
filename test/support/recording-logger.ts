import type { LogLevel } from "../../src/support/log-level.js";
import { Logger } from "../../src/telemetry/logger.js";
import type { LogDetails } from "../../src/telemetry/logger.js";

/** One recorded line. */
export interface RecordedLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly error?: unknown;
}

/** Keeps what is logged. Its children write to the same lines. */
export class RecordingLogger extends Logger {
  readonly lines: RecordedLine[] = [];

  log(level: LogLevel, message: string, details?: LogDetails): void {
    this.lines.push({ level, message, ...(details?.error === undefined ? {} : { error: details.error }) });
  }

  child(): Logger {
    return this;
  }

  /** The messages of one level. */
  messages(level: LogLevel): readonly string[] {
    return this.lines.filter((line) => line.level === level).map((line) => line.message);
  }
}
