import { connect, createServer } from "node:net";
import type { Socket } from "node:net";

import { portOf } from "./scripted-server.js";

/** "No account is needed", and "the connection is made", in SOCKS 5. */
const GREETING = Buffer.from([5, 0]);
const CONNECTED = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);

/** A SOCKS 5 proxy on loopback; whatever name it is asked for leads to loopback. */
export class SocksProxy implements AsyncDisposable {
  /** How many connections were asked for so far. */
  connections = 0;
  readonly #server = createServer((socket) => this.#serve(socket));
  readonly #sockets = new Set<Socket>();

  static async start(): Promise<SocksProxy> {
    const proxy = new SocksProxy();
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    return `socks5://127.0.0.1:${portOf(this.#server)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("data", () => {
      socket.write(GREETING);
      socket.once("data", (request: Buffer) => this.#tunnel(socket, request));
    });
  }

  #tunnel(socket: Socket, request: Buffer): void {
    // The port is at the end, whichever form the address has.
    const target = connect(request.readUInt16BE(request.length - 2), "127.0.0.1", () => {
      socket.write(CONNECTED);
      target.pipe(socket).pipe(target);
    });
    this.#sockets.add(target);
    target.on("error", () => socket.destroy());
  }
}
