import { createServer, request as forward } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { connect } from "node:net";
import type { Socket } from "node:net";

import { portOf } from "./scripted-server.js";

/** An HTTP proxy on loopback: tunnels for TLS, forwards the rest. Names that end in `.example.com` lead to loopback. */
export class TunnelProxy implements AsyncDisposable {
  /** What it was asked for, with the credentials that came along: `CONNECT host:port`, `GET http://host/path`. */
  readonly seen: string[] = [];
  /** How many connections were made so far. */
  connections = 0;
  /** While it is, whoever asks for a tunnel gets no answer. */
  isDeaf = false;
  readonly #server: Server = createServer((request, response) => this.#forward(request, response));
  readonly #sockets = new Set<Socket>();

  static async start(): Promise<TunnelProxy> {
    const proxy = new TunnelProxy();
    proxy.#server.on("connection", (socket: Socket) => {
      proxy.connections++;
      proxy.#sockets.add(socket);
    });
    proxy.#server.on("connect", (request: IncomingMessage, socket: Socket) =>
      proxy.#tunnel(request, socket),
    );
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return portOf(this.#server);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #tunnel(request: IncomingMessage, socket: Socket): void {
    this.#note(request);
    if (this.isDeaf) return void socket.on("error", () => socket.destroy());
    const port = Number((request.url ?? "").split(":")[1]);
    const target = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.pipe(socket).pipe(target);
    });
    this.#sockets.add(target);
    target.on("error", () => socket.destroy());
    socket.on("error", () => target.destroy());
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    this.#note(request);
    const url = new URL(request.url ?? "");
    const { method = "GET", headers } = request;
    forward(
      { host: "127.0.0.1", port: url.port, path: url.pathname, method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
        answer.pipe(response);
      },
    ).end();
  }

  #note(request: IncomingMessage): void {
    const account = request.headers["proxy-authorization"];
    this.seen.push(
      `${request.method ?? ""} ${request.url ?? ""}${account === undefined ? "" : ` as ${account}`}`,
    );
  }
}
