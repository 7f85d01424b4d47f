import { createLogger, format, type Logger as Winston, transports } from "winston";

import { stackOf } from "../support/errors.js";
import type { LogLevel } from "../support/log-level.js";
import { type LogDetails, type LoggedObject, Logger } from "./logger.js";

/** How log lines look. */
export interface WinstonOptions {
  readonly level: LogLevel;
  readonly format: "text" | "json";
  /** Where lines go: standard error, unless a test wants to read them. */
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Writes log lines through winston: as text with the object in front, or as JSON lines with the object in them. */
export class WinstonLogger extends Logger {
  readonly #winston: Winston;
  readonly #object: LoggedObject | undefined;

  private constructor(winston: Winston, object: LoggedObject | undefined) {
    super();
    this.#winston = winston;
    this.#object = object;
  }

  static create(options: WinstonOptions): WinstonLogger {
    const line = options.format === "json" ? jsonLine() : textLine(options.stream.isTTY === true);
    const transport = new LineTransport(options.stream);
    return new WinstonLogger(
      createLogger({ level: options.level, format: line, transports: [transport] }),
      undefined,
    );
  }

  log(level: LogLevel, message: string, details?: LogDetails): void {
    if (!this.#winston.isLevelEnabled(level)) return;
    // As one entry: with more arguments winston looks for `%s` in the message, and drops the object where it finds one.
    this.#winston.log({ level, message, object: this.#object, error: details?.error });
  }

  child(object: LoggedObject): Logger {
    return new WinstonLogger(this.#winston, object);
  }
}

/** Where winston's formats leave the finished line. */
const LINE = Symbol.for("message");

/** Writes finished lines to a stream; without the callback that winston's puts into the event loop for each line. */
class LineTransport extends transports.Stream {
  readonly #stream: NodeJS.WritableStream;

  constructor(stream: NodeJS.WritableStream) {
    super({ stream });
    this.#stream = stream;
  }

  override log(info: Readonly<Record<symbol, unknown>>, next: () => void): void {
    this.#stream.write(`${String(info[LINE])}\n`);
    next();
  }
}

const COLOURS: Readonly<Record<string, string>> = {
  debug: "\u001b[2m",
  info: "",
  warn: "\u001b[33m",
  error: "\u001b[31m",
};
const RESET = "\u001b[0m";

function textLine(isColoured: boolean): Winston["format"] {
  return format.printf((info) => {
    const colour = isColoured ? (COLOURS[info.level] ?? "") : "";
    const time = new Date().toISOString();
    const prefix = isLoggedObject(info["object"]) ? `[${nameOf(info["object"])}] ` : "";
    const text = `[${time}] ${info.level.toUpperCase().padEnd(5)} ${prefix}${String(info.message)}${stackLines(info["error"])}`;
    return colour === "" ? text : `${colour}${text}${RESET}`;
  });
}

/** Kopf's names: message, severity, timestamp, object. */
function jsonLine(): Winston["format"] {
  return format.printf((info) => {
    const error = stackOf(info["error"]);
    return JSON.stringify({
      message: info.message,
      severity: info.level,
      timestamp: new Date().toISOString(),
      ...(isLoggedObject(info["object"]) ? { object: info["object"] } : {}),
      ...(error === "" ? {} : { exception: error }),
    });
  });
}

function isLoggedObject(value: unknown): value is LoggedObject {
  return typeof value === "object" && value !== null && "kind" in value;
}

function nameOf({ namespace, name }: LoggedObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function stackLines(error: unknown): string {
  const stack = stackOf(error);
  return stack === "" ? "" : `\n${stack}`;
}
