import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { Server } from "node:http";
import { connect, type Socket } from "node:net";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type Health, HealthServer } from "../../../src/operator/health-server.js";
import { deferred } from "../../support/deferred.js";
import { RecordingLogger } from "../../support/recording-logger.js";

const FINE: Health = { isHealthy: true, facts: { fine: true } };

let logger = new RecordingLogger();
let server: HealthServer;
let base = "";

beforeEach(async () => {
  logger = new RecordingLogger();
  server = await HealthServer.start("http://127.0.0.1:0/healthz", logger);
  server.serve(async () => FINE);
  base = `http://127.0.0.1:${server.port}`;
});

afterEach(async () => server.stop());

/** A client that writes what it likes. */
async function client(text: string): Promise<Socket> {
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  socket.setEncoding("utf8").write(text);
  return socket;
}

async function firstLineFor(requestLine: string): Promise<string> {
  const socket = await client(`${requestLine}\r\nHost: x\r\n\r\n`);
  const [answer]: string[] = await once(socket, "data");
  socket.destroy();
  return answer?.split("\r\n")[0] ?? "";
}

async function factsAfter(check: () => Promise<Health>): Promise<unknown> {
  server.serve(check);
  const response = await fetch(`${base}/healthz`);
  return response.json();
}

describe("requests of strangers to the liveness address", () => {
  it.each([
    ["GET // HTTP/1.1", "HTTP/1.1 400 Bad Request"],
    ["GET http://x:99999/ HTTP/1.1", "HTTP/1.1 400 Bad Request"],
    ["GET nonsense", "HTTP/1.1 400 Bad Request"],
    ["GET /other HTTP/1.1", "HTTP/1.1 404 Not Found"],
    ["POST /healthz HTTP/1.1", "HTTP/1.1 405 Method Not Allowed"],
    ["GET /healthz?verbose HTTP/1.1", "HTTP/1.1 200 OK"],
    ["GET http://x/healthz HTTP/1.1", "HTTP/1.1 200 OK"],
  ])("%s is answered: %s", async (requestLine, expected) => {
    expect(await firstLineFor(requestLine)).toBe(expected);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });

  it("that want the head only get that", async () => {
    const response = await fetch(`${base}/healthz`, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });

  it("that never end hold up no stop", async () => {
    const socket = await client("GET /healthz HTTP/1.1\r\nHost:");
    const closed = deferred<void>();
    // It is reset, which is an error to the client.
    socket.on("error", () => undefined).once("close", () => closed.resolve());
    await server.stop();
    await closed.promise;
    expect(socket.destroyed).toBe(true);
  });

  it("whose client leaves before the answer do no harm", async () => {
    const asked = deferred<void>();
    const found = deferred<Health>();
    server.serve(async () => {
      asked.resolve();
      return found.promise;
    });
    const socket = await client("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    await asked.promise;
    socket.destroy();
    found.resolve(FINE);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });
});

describe("errors of the liveness server", () => {
  const START = "http.server.request.start";
  const found: Server[] = [];
  const find = (message: unknown): void => void found.push((message as { server: Server }).server);

  beforeEach(() => subscribe(START, find));
  afterEach(() => void unsubscribe(START, find));

  it("are told, however many: a process that is out of files goes on", async () => {
    await fetch(`${base}/healthz`);
    for (let count = 0; count < 2; count++) found[0]?.emit("error", new Error("accept EMFILE"));
    expect(logger.lines).toEqual([
      expect.stringMatching(/^warn The liveness address .*accept EMFILE/),
      expect.stringMatching(/^warn The liveness address .*accept EMFILE/),
    ]);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });
});

describe("facts that are no JSON", () => {
  it("are shown as text, beside the others", async () => {
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    const facts = { count: 10n, circular, function: () => 1, fine: { yes: true } };
    expect(await factsAfter(async () => ({ isHealthy: true, facts }))).toEqual({
      count: "10n",
      circular: "<ref *1> { self: [Circular *1] }",
      function: "function",
      fine: { yes: true },
    });
  });

  it("and a check that fails, are answered with 500 and the reason", async () => {
    const failing = async (): Promise<Health> => {
      throw new Error("No results.");
    };
    expect(await factsAfter(failing)).toEqual({ kephale: { error: "No results." } });
    expect((await fetch(`${base}/healthz`)).status).toBe(500);
  });
});
