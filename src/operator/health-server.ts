import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { messageOf, SettingsError } from "../support/errors.js";
import { shown } from "../support/shown.js";
import type { Logger } from "../telemetry/logger.js";

/** What the liveness address answers. */
export interface Health {
  readonly isHealthy: boolean;
  readonly facts: Facts;
}

type Facts = Readonly<Record<string, unknown>>;

/** Answers at the liveness address: 503 until the operator serves, then 200 or 500 with facts as JSON. */
export class HealthServer {
  readonly #server: Server;
  readonly #path: string;
  #check: (() => Promise<Health>) | undefined;

  private constructor(path: string) {
    this.#path = path;
    this.#server = createServer((request, response) => {
      // Anybody may ask: no question ends the process.
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  /**
   * Binds to the address: `"http://0.0.0.0:8080/healthz"`, as in Kopf.
   *
   * @throws SettingsError if it is no such URL, or cannot be bound to.
   */
  static async start(liveness: string, logger: Logger): Promise<HealthServer> {
    const url = parseAddress(liveness);
    const health = new HealthServer(url.pathname);
    await bind(health.#server, url);
    health.#server.on("error", (error) => {
      const what = `The liveness address ${liveness} could not take a question: ${messageOf(error)}.`;
      logger.warn(`${what} It goes on with the next.`, { error });
    });
    return health;
  }

  /** The port that it is bound to: the one asked for, or a free one where that is 0. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** From now on it answers what a check finds. */
  serve(check: () => Promise<Health>): void {
    this.#check = check;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pathname = URL.parse(request.url ?? "/", "http://liveness")?.pathname;
    const { method } = request;
    if (pathname === undefined) response.writeHead(400).end();
    else if (pathname !== this.#path) response.writeHead(404).end();
    else if (method !== "GET" && method !== "HEAD")
      response.writeHead(405, { allow: "GET, HEAD" }).end();
    else {
      const { status, json } = await this.#find();
      response.writeHead(status, { "content-type": "application/json" }).end(json);
    }
  }

  async #find(): Promise<{ readonly status: number; readonly json: string }> {
    if (this.#check === undefined)
      return { status: 503, json: jsonOf({ kephale: { state: "starting" } }) };
    try {
      const { isHealthy, facts } = await this.#check();
      return { status: isHealthy ? 200 : 500, json: jsonOf(facts) };
    } catch (error) {
      return { status: 500, json: jsonOf({ kephale: { error: messageOf(error) } }) };
    }
  }
}

/** What is no JSON (a BigInt, a circle) is shown as text: one probe's result hides no other. */
function jsonOf(facts: Facts): string {
  const members = Object.entries(facts).map(
    ([id, fact]) => `${JSON.stringify(id)}:${jsonOfFact(fact)}`,
  );
  return `{${members.join(",")}}`;
}

function jsonOfFact(fact: unknown): string {
  try {
    const json: string | undefined = JSON.stringify(fact);
    if (json !== undefined) return json;
  } catch {
    // Shown below.
  }
  return JSON.stringify(shown(fact));
}

async function bind(server: Server, url: URL): Promise<void> {
  const port = url.port === "" ? 80 : Number(url.port);
  const host = url.hostname.replaceAll(/^\[|\]$/g, "");
  const listening = once(server, "listening");
  server.listen(port, host);
  try {
    await listening;
  } catch (error) {
    const remedy = `Is another process there? Give \`liveness\` another address.`;
    throw new SettingsError(
      "LIVENESS_ADDRESS",
      `The liveness address ${url.href} cannot be bound to: ${messageOf(error)}. ${remedy}`,
      { cause: error },
    );
  }
}

function parseAddress(liveness: string): URL {
  try {
    const url = new URL(liveness);
    if (url.protocol === "http:") return url;
  } catch {
    // Told below, with what it should be.
  }
  throw new SettingsError(
    "LIVENESS_ADDRESS",
    `liveness is ${JSON.stringify(liveness)}. It must be a URL like "http://0.0.0.0:8080/healthz".`,
  );
}
