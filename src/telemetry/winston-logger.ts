import { createLogger, format, type Logger as Winston, transports } from "winston";

import { isOperatorError, stackOf } from "../support/errors.js";
import type { LogLevel } from "../support/log-level.js";
import { type LogDetails, type LoggedObject, Logger } from "./logger.js";

/** Which lines are written, and how they look. */
export interface LineOptions {
  readonly level: LogLevel;
  readonly format: "text" | "json";
}

/** What a logger is made of. */
export interface WinstonOptions extends LineOptions {
  /** Where lines go: standard error, unless a test wants to read them. */
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Writes log lines through winston: as text with the object in front, or as JSON lines with the object in them. */
export class WinstonLogger extends Logger {
  readonly #winston: Winston;
  readonly #stream: WinstonOptions["stream"];
  readonly #object: LoggedObject | undefined;

  private constructor(
    winston: Winston,
    stream: WinstonOptions["stream"],
    object: LoggedObject | undefined,
  ) {
    super();
    this.#winston = winston;
    this.#stream = stream;
    this.#object = object;
  }

  static create({ stream, ...options }: WinstonOptions): WinstonLogger {
    const winston = createLogger({ transports: [new LineTransport(stream)] });
    const logger = new WinstonLogger(winston, stream, undefined);
    logger.change(options);
    return logger;
  }

  /** Level and format from now on, also of the loggers of objects. */
  change({ level, format: wanted }: LineOptions): void {
    this.#winston.level = level;
    this.#winston.format = wanted === "json" ? jsonLine() : textLine(this.#stream.isTTY === true);
  }

  log(level: LogLevel, message: string, details?: LogDetails): void {
    if (!this.#winston.isLevelEnabled(level)) return;
    // As one entry: with more arguments winston looks for `%s` in the message, and drops the object where it finds one.
    this.#winston.log({ level, message, object: this.#object, error: details?.error });
  }

  child(object: LoggedObject): Logger {
    return new WinstonLogger(this.#winston, this.#stream, object);
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
    const code = codeOf(info["error"]);
    const suffix = code === undefined ? "" : ` [${code}]`;
    const text = `[${time}] ${info.level.toUpperCase().padEnd(5)} ${prefix}${String(info.message)}${suffix}${stackLines(info["error"])}`;
    return colour === "" ? text : `${colour}${text}${RESET}`;
  });
}

/** Kopf's names: message, severity, timestamp, object, exception; and the code of an error of the SDK. */
function jsonLine(): Winston["format"] {
  return format.printf((info) => {
    const error = stackOf(info["error"]);
    const code = codeOf(info["error"]);
    return JSON.stringify({
      message: info.message,
      severity: info.level,
      timestamp: new Date().toISOString(),
      ...(isLoggedObject(info["object"]) ? { object: info["object"] } : {}),
      ...(code === undefined ? {} : { code }),
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

/** The page of error codes has a section for each. */
function codeOf(error: unknown): string | undefined {
  return isOperatorError(error) ? error.code : undefined;
}

function stackLines(error: unknown): string {
  const stack = stackOf(error);
  return stack === "" ? "" : `\n${stack}`;
}
