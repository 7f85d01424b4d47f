import { EventEmitter, once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";

import { describe, expect, it } from "@jest/globals";

import { OpenWatches } from "../../../src/sandbox/http/open-watches.js";

const address = (value: AddressInfo | string | null): string =>
  typeof value === "object" && value !== null ? `http://127.0.0.1:${value.port}` : "";

describe("a watch whose reader does not read", () => {
  it("is cut instead of being kept in memory", async () => {
    const watches = new OpenWatches(64 * 1024);
    const line = `${"x".repeat(16 * 1024)}\n`;
    const stopped = new EventEmitter();
    const server = createServer((_request, response) => {
      watches.open(response, "application/json", (sink) => ({
        start: (): void => {
          // Far more than the buffers of both sockets can hold.
          for (let index = 0; index < 5000 && !response.destroyed; index += 1) sink.write(line);
        },
        stop: (): void => {
          stopped.emit("stopped");
        },
      }));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const dropped = once(stopped, "stopped");
    const request = get(address(server.address()), { agent: false });
    request.on("error", () => undefined);
    await dropped;
    // The connection is forgotten right after its watch was stopped.
    await Promise.resolve();
    expect(watches.size).toBe(0);
    request.destroy();
    server.close();
    await once(server, "close");
  });
});
