import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that a test answers by hand. */
export class Call {
  readonly request: IncomingMessage;
  readonly body: string;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse, body: string) {
    this.request = request;
    this.#response = response;
    this.body = body;
  }

  get method(): string {
    return this.request.method ?? "";
  }

  get url(): URL {
    return new URL(this.request.url ?? "/", "http://server");
  }

  /** The value of a query parameter. */
  query(name: string): string | null {
    return this.url.searchParams.get(name);
  }

  /** Answers with JSON and ends. */
  reply(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): void {
    this.#response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify(body));
  }

  /** Answers with a `Status` and ends. */
  fail(code: number, reason: string, headers: Readonly<Record<string, string>> = {}): void {
    this.reply(
      {
        kind: "Status",
        apiVersion: "v1",
        status: "Failure",
        message: `Said ${code}`,
        reason,
        code,
      },
      code,
      headers,
    );
  }

  /** Begins an answer that goes on. */
  open(headers: Readonly<Record<string, string>> = {}): this {
    this.#response
      .writeHead(200, { "content-type": "application/json", ...headers })
      .flushHeaders();
    return this;
  }

  /** Sends raw bytes of an answer that was opened. */
  write(bytes: string | Buffer): this {
    this.#response.write(bytes);
    return this;
  }

  /** Sends one watch event. */
  event(type: string, object: unknown): this {
    return this.write(`${JSON.stringify({ type, object })}\n`);
  }

  end(): void {
    this.#response.end();
  }

  /** Cuts the connection. */
  cut(): void {
    this.request.socket.destroy();
  }

  /** Resolves when the client has closed its side. */
  async closed(): Promise<void> {
    if (this.#response.closed) return;
    await new Promise<void>((resolve) => this.#response.once("close", () => resolve()));
  }
}

/** An HTTP server whose requests a test takes one by one, and answers by hand, at the pace it wants. */
export class ManualServer {
  readonly #server: Server;
  readonly #calls: Call[] = [];
  readonly #waiting: ((call: Call) => void)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () =>
        this.#arrived(new Call(request, response, Buffer.concat(chunks).toString())),
      );
    });
  }

  static async start(): Promise<ManualServer> {
    const server = new ManualServer();
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${isAddress(address) ? address.port : 0}`;
  }

  /** The next request, in the order in which they came. */
  async next(): Promise<Call> {
    const call = this.#calls.shift();
    if (call !== undefined) return call;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** How many requests have come that no test has taken yet. */
  get untaken(): number {
    return this.#calls.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #arrived(call: Call): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#calls.push(call);
    else waiting(call);
  }
}

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}
