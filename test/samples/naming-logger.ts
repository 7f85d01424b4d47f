import { type LoggedObject, Logger, type LogLevel } from "kephale";

/** Keeps what is logged, as `name: message`, for whatever object it speaks of. */
export class NamingLogger extends Logger {
  readonly lines: string[];
  readonly #name: string;

  constructor(lines: string[] = [], name = "") {
    super();
    this.lines = lines;
    this.#name = name;
  }

  log(_level: LogLevel, message: string): void {
    this.lines.push(`${this.#name}: ${message}`);
  }

  child(object: LoggedObject): NamingLogger {
    return new NamingLogger(this.lines, object.name);
  }
}
