import type { IncomingHttpHeaders } from "node:http";

import { OperatorError, messageOf } from "../support/errors.js";
import type { ResponseSink } from "./exchange.js";

/** Collects an answer. */
export class BodyCollector implements ResponseSink {
  status = 0;
  headers: IncomingHttpHeaders = {};
  readonly #chunks: Buffer[] = [];

  onHeaders(status: number, headers: IncomingHttpHeaders): void {
    this.status = status;
    this.headers = headers;
  }

  onData(chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  /** The answer itself, if it is a failure. */
  get failure(): BodyCollector | undefined {
    return this.status < 300 ? undefined : this;
  }

  text(): string {
    const [first] = this.#chunks;
    return this.#chunks.length === 1 && first !== undefined ? first.toString("utf8") : Buffer.concat(this.#chunks).toString("utf8");
  }
}

/** The value of a JSON answer, the text of any other. @throws OperatorError with code `MALFORMED_OBJECT`. */
export function bodyOf(response: BodyCollector, what: string): unknown {
  const text = response.text();
  if (!(response.headers["content-type"] ?? "").includes("json") || text === "") return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OperatorError("MALFORMED_OBJECT", `The answer to ${what} is not JSON: ${messageOf(error)}.`, { cause: error });
  }
}
