import { createServer, type Server, type ServerResponse } from "node:http";

import { messageOf, SettingsError } from "../support/errors.js";

/** What the liveness address answers. */
export interface Health {
  readonly isHealthy: boolean;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Answers at the liveness address: 503 until the operator serves, then 200 or 500 with facts as JSON. */
export class HealthServer {
  readonly #server: Server;
  readonly #path: string;
  #check: (() => Promise<Health>) | undefined;

  private constructor(path: string) {
    this.#path = path;
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://liveness");
      void this.#answer(request.method ?? "GET", pathname, response);
    });
  }

  /**
   * Binds to the address: `"http://0.0.0.0:8080/healthz"`, as in Kopf.
   *
   * @throws SettingsError if it is no such URL, or cannot be bound to.
   */
  static async start(liveness: string): Promise<HealthServer> {
    const url = parseAddress(liveness);
    const server = new HealthServer(url.pathname);
    const port = url.port === "" ? 80 : Number(url.port);
    const host = url.hostname.replaceAll(/^\[|\]$/g, "");
    await new Promise<void>((resolve, reject) => {
      server.#server.once("error", (error) => {
        const remedy = `Is another process there? Give \`liveness\` another address.`;
        reject(
          new SettingsError(
            "LIVENESS_ADDRESS",
            `The liveness address ${liveness} cannot be bound to: ${messageOf(error)}. ${remedy}`,
            { cause: error },
          ),
        );
      });
      server.#server.listen(port, host, resolve);
    });
    return server;
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

  async #answer(method: string, pathname: string, response: ServerResponse): Promise<void> {
    if (pathname !== this.#path || method !== "GET") {
      response.writeHead(404).end();
      return;
    }
    if (this.#check === undefined) {
      send(response, 503, { kephale: { state: "starting" } });
      return;
    }
    try {
      const { isHealthy, facts } = await this.#check();
      send(response, isHealthy ? 200 : 500, facts);
    } catch (error) {
      send(response, 500, { kephale: { error: messageOf(error) } });
    }
  }
}

function send(
  response: ServerResponse,
  status: number,
  facts: Readonly<Record<string, unknown>>,
): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(facts));
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
