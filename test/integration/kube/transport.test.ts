import { describe, expect, it } from "@jest/globals";

import {
  ConflictError,
  ExpiredError,
  KubeApiError,
  ThrottledError,
} from "../../../src/kube/errors.js";
import type { RequestHeaders } from "../../../src/kube/credential.js";
import type { RequestOptions } from "../../../src/kube/transport-options.js";
import { VERSION } from "../../../src/support/version.js";
import { deferred } from "../../support/deferred.js";
import { ScriptedServer, sendJson, sendStatus } from "../../support/scripted-server.js";
import { testCredential, testTransport, tokenCredential } from "../../support/transports.js";

const CONFLICT = {
  code: 409,
  reason: "Conflict",
  message: 'kopfexamples.kopf.dev "a" was changed',
};
const EXPIRED = { code: 410, reason: "Expired", message: "too old resource version: 1 (2)" };
const UNAUTHORIZED = { code: 401, reason: "Unauthorized", message: "Unauthorized" };

const NOT_FOUND = { code: 404, reason: "NotFound", message: 'configmaps "a" not found' };
const APPEND = { op: "add", path: "/spec/list/-", value: "once" };

function jsonPatch(body: readonly object[]): RequestOptions {
  return { method: "PATCH", path: "/api", body, contentType: "application/json-patch+json" };
}

describe("Transport.request", () => {
  it("sends JSON and gives parsed JSON, with user agent and path below the server's own", async () => {
    await using server = await ScriptedServer.start((_request, response, body) =>
      sendJson(response, 200, { got: JSON.parse(body) }),
    );
    await using setup = testTransport(`${server.url}/k8s/clusters/c1`);
    const { body, status } = await setup.transport.request({
      method: "PATCH",
      path: "/api/v1/namespaces/x",
      query: { dryRun: "All", force: undefined, limit: 5 },
      body: { metadata: { labels: { ä: "ö" } } },
      contentType: "application/merge-patch+json",
    });
    expect([status, body]).toEqual([200, { got: { metadata: { labels: { ä: "ö" } } } }]);
    expect(server.seen[0]).toMatchObject({
      method: "PATCH",
      url: "/k8s/clusters/c1/api/v1/namespaces/x?dryRun=All&limit=5",
      headers: {
        "content-type": "application/merge-patch+json",
        "user-agent": `kephale/${VERSION}`,
        accept: "application/json",
      },
    });
    expect(setup.counters).toMatchObject({ requests: 1, patches: 1, lists: 0 });
  });

  it("gives text where the server does not send JSON", async () => {
    await using server = await ScriptedServer.start((_request, response) => response.end("ok"));
    await using setup = testTransport(server.url);
    expect((await setup.transport.request({ method: "GET", path: "/readyz" })).body).toBe("ok");
  });

  it("fails with the error that the Status stands for, without another attempt", async () => {
    await using server = await ScriptedServer.start((_request, response) =>
      sendStatus(response, { ...CONFLICT, details: { name: "a" } }),
    );
    await using setup = testTransport(server.url);
    const failure = await setup.transport
      .request({ method: "PUT", path: "/apis/x", body: {} })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConflictError);
    expect(failure).toMatchObject({
      code: "KUBE_CONFLICT",
      status: 409,
      reason: "Conflict",
      details: { name: "a" },
    });
    expect(failure).toMatchObject({
      message: `PUT ${server.url}/apis/x failed with 409 Conflict: kopfexamples.kopf.dev "a" was changed.`,
    });
    expect(server.seen).toHaveLength(1);
  });

  it("does not repeat a body that is no Status", async () => {
    await using server = await ScriptedServer.start((_request, response) =>
      response.writeHead(400).end("secret page of a proxy"),
    );
    await using setup = testTransport(server.url);
    const failure = await setup.transport
      .request({ method: "GET", path: "/api" })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "KUBE_API",
      status: 400,
      message: `GET ${server.url}/api failed with 400.`,
    });
  });

  it("tries again after 5xx and 429, with the pauses of the settings or what Retry-After asks for", async () => {
    const pauses: number[] = [];
    await using server = await ScriptedServer.start((_request, response) => {
      pauses.push(setup.clock.monotonic());
      if (server.seen.length === 1) response.writeHead(503).end();
      else if (server.seen.length === 2)
        sendStatus(
          response,
          { code: 429, reason: "TooManyRequests", message: "slow" },
          { "retry-after": "7" },
        );
      else sendJson(response, 200, {});
    });
    await using setup = testTransport(server.url);
    const done = setup.transport.request({ method: "GET", path: "/api" });
    await server.until(() => server.seen.length === 1);
    await untilPending(setup.clock, 1000);
    await setup.clock.advance(1000);
    await server.until(() => server.seen.length === 2);
    await untilPending(setup.clock, 7000);
    await setup.clock.advance(7000);
    await done;
    expect(pauses).toEqual([0, 1000, 8000]);
  });

  it("gives up when the pauses are used up, and at once with retry: false", async () => {
    await using server = await ScriptedServer.start((_request, response) =>
      sendStatus(response, {
        code: 429,
        reason: "TooManyRequests",
        message: "slow",
        details: { retryAfterSeconds: 2 },
      }),
    );
    await using setup = testTransport(server.url, {
      errorBackoffsMs: [0, 0],
      enforceRetryAfter: false,
    });
    const failed = setup.transport
      .request({ method: "GET", path: "/api" })
      .catch((error: unknown) => error);
    for (const attempts of [1, 2]) {
      await server.until(() => server.seen.length === attempts);
      await untilPending(setup.clock, 2000);
      await setup.clock.advance(2000);
    }
    expect(await failed).toBeInstanceOf(ThrottledError);
    expect(server.seen).toHaveLength(3);
    const once = await setup.transport
      .request({ method: "GET", path: "/api", retry: false })
      .catch((error: unknown) => error);
    expect(once).toMatchObject({ retryAfterMs: 2000 });
    expect(server.seen).toHaveLength(4);
  });

  it.each<[string, RequestOptions]>([
    ["post", { method: "POST", path: "/api", body: {} }],
    ["send a JSON patch that tests nothing", jsonPatch([APPEND])],
  ])("does not %s again where the first one may have been carried out", async (_what, request) => {
    await using server = await ScriptedServer.start(({ socket }) => socket.destroy());
    await using setup = testTransport(server.url);
    await expect(setup.transport.request(request)).rejects.toMatchObject({
      code: "KUBE_CONNECTION",
    });
    expect(server.seen).toHaveLength(1);
  });

  it("sends a JSON patch again that tests what it finds", async () => {
    await using server = await ScriptedServer.start((request, response) => {
      if (server.seen.length === 1) request.socket.destroy();
      else sendJson(response, 200, {});
    });
    await using setup = testTransport(server.url, { errorBackoffsMs: [0] });
    const test = { op: "test", path: "/spec/list", value: [] };
    const done = setup.transport.request(jsonPatch([test, APPEND]));
    await untilPending(setup.clock, 0);
    await setup.clock.advance(0);
    expect(await done).toMatchObject({ status: 200 });
  });

  it("takes a 404 for success where a DELETE before it may have been carried out", async () => {
    await using server = await ScriptedServer.start((request, response) => {
      if (server.seen.length === 1) request.socket.destroy();
      else sendStatus(response, NOT_FOUND);
    });
    await using setup = testTransport(server.url, { errorBackoffsMs: [0] });
    const done = setup.transport.request({ method: "DELETE", path: "/api" });
    await untilPending(setup.clock, 0);
    await setup.clock.advance(0);
    expect((await done).body).toMatchObject({ kind: "Status", status: "Success" });
  });

  it("takes a 404 for a failure where a DELETE before it was refused", async () => {
    await using server = await ScriptedServer.start((_request, response) => {
      if (server.seen.length === 1) response.writeHead(503).end();
      else sendStatus(response, NOT_FOUND);
    });
    await using setup = testTransport(server.url, { errorBackoffsMs: [0] });
    const done = setup.transport
      .request({ method: "DELETE", path: "/api" })
      .catch((error: unknown) => error);
    await untilPending(setup.clock, 0);
    await setup.clock.advance(0);
    expect(await done).toMatchObject({ code: "KUBE_NOT_FOUND" });
  });

  it("names the server and a remedy when nothing listens, and tries again", async () => {
    const server = await ScriptedServer.start(() => undefined);
    const { url } = server;
    await server[Symbol.asyncDispose]();
    await using setup = testTransport(url, { errorBackoffsMs: [0] });
    const done = setup.transport
      .request({ method: "GET", path: "/api" })
      .catch((error: unknown) => error);
    await untilPending(setup.clock, 0);
    await setup.clock.advance(0);
    expect(await done).toMatchObject({
      code: "KUBE_CONNECTION",
      message: expect.stringMatching(
        /^GET http.*failed: connect ECONNREFUSED 127\.0\.0\.1:\d+\. Check that the server runs/,
      ) as unknown,
    });
    expect(setup.logger.lines.filter((line) => line.startsWith("debug"))).toHaveLength(1);
  });

  it("tries nothing again that cannot be sent at all", async () => {
    await using setup = testTransport(async () =>
      Promise.resolve([testCredential("http://127.0.0.1:1", { headers: withTwoLines })]),
    );
    await expect(setup.transport.request({ method: "GET", path: "/api" })).rejects.toMatchObject({
      code: "KUBE_CONNECTION",
      cause: { code: "UND_ERR_INVALID_ARG" },
    });
  });

  it("ends a request that takes longer than its limit", async () => {
    await using server = await ScriptedServer.start(() => undefined);
    await using setup = testTransport(server.url, { requestTimeoutMs: 5000, errorBackoffsMs: [] });
    const done = setup.transport
      .request({ method: "GET", path: "/api" })
      .catch((error: unknown) => error);
    await server.until(() => server.seen.length === 1);
    await setup.clock.advance(5000);
    expect(await done).toMatchObject({
      code: "KUBE_CONNECTION",
      message: expect.stringContaining("within 5 s") as unknown,
    });
    await server.until(() => server.sockets.size === 0);
  });

  it("ends with the signal's reason, also between attempts", async () => {
    await using server = await ScriptedServer.start((_request, response) =>
      response.writeHead(500).end(),
    );
    await using setup = testTransport(server.url);
    const controller = new AbortController();
    const done = setup.transport
      .request({ method: "GET", path: "/api", signal: controller.signal })
      .catch((error: unknown) => error);
    await untilPending(setup.clock, 1000);
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await done).toBe(reason);
    expect(setup.clock.pending).toBe(0);
  });
});

describe("Transport and credentials", () => {
  it("logs in again after a 401, once for all who wait, and repeats what was refused", async () => {
    let logins = 0;
    await using server = await ScriptedServer.start((request, response) => {
      if (request.headers.authorization === "Bearer 2") sendJson(response, 200, {});
      else sendStatus(response, UNAUTHORIZED);
    });
    await using setup = testTransport(async () =>
      Promise.resolve([tokenCredential(server.url, String(++logins))]),
    );
    await Promise.all(
      [1, 2, 3].map(async () => setup.transport.request({ method: "GET", path: "/api" })),
    );
    expect(logins).toBe(2);
    expect(setup.logger.lines).toEqual([
      `warn The credentials for ${server.url} were refused. Logging in again.`,
    ]);
  });

  it("does not take the same credential again", async () => {
    let logins = 0;
    await using server = await ScriptedServer.start((_request, response) =>
      sendStatus(response, UNAUTHORIZED),
    );
    await using setup = testTransport(async () => {
      logins++;
      return Promise.resolve([tokenCredential(server.url, "same")]);
    });
    await expect(setup.transport.request({ method: "GET", path: "/api" })).rejects.toMatchObject({
      code: "CREDENTIALS_REFUSED",
    });
    expect([logins, server.seen.length]).toEqual([2, 1]);
  });

  it("ends with the 401 when each login gives other credentials that are refused", async () => {
    let logins = 0;
    await using server = await ScriptedServer.start((_request, response) =>
      sendStatus(response, UNAUTHORIZED),
    );
    await using setup = testTransport(async () =>
      Promise.resolve([tokenCredential(server.url, String(++logins))]),
    );
    const failure = await setup.transport
      .request({ method: "GET", path: "/api" })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(KubeApiError);
    expect(failure).toMatchObject({ status: 401 });
    expect(logins).toBe(3);
  });
});

describe("Transport.stream", () => {
  it("hands over chunks as they come, and waits for a reader that is busy", async () => {
    const size = 40;
    const piece = Buffer.alloc(256 * 1024, "x");
    let written = 0;
    await using server = await ScriptedServer.start((_request, response) => {
      response.writeHead(200, { "content-type": "application/json;stream=watch" });
      const more = (): void => {
        while (written < size) {
          written++;
          if (!response.write(piece)) return void response.once("drain", more);
        }
        response.end();
      };
      more();
    });
    await using setup = testTransport(server.url);
    const busy = deferred();
    const begun = deferred();
    let taken = 0;
    let heads = 0;
    let chunks = 0;
    const done = setup.transport.stream({
      path: "/api/v1/pods",
      query: { watch: true },
      accept: "application/json",
      purpose: "watch",
      signal: new AbortController().signal,
      onOpen: ({ contentType, status }) => {
        expect([status, contentType]).toEqual([200, "application/json;stream=watch"]);
        heads++;
      },
      onData: (chunk) => {
        taken += chunk.length;
        begun.resolve();
        return ++chunks === 1 ? busy.promise : undefined;
      },
    });
    await server.until(() => server.seen.length === 1);
    await begun.promise;
    // A reader that is not waited for gets the next chunk within a turn or two.
    for (let turn = 0; turn < 100; turn++) await setup.clock.yield();
    expect(chunks).toBe(1);
    busy.resolve();
    await done;
    expect([heads, taken]).toEqual([1, size * piece.length]);
    expect(setup.counters).toMatchObject({
      watches: 1,
      lists: 0,
      requests: 0,
      bytes: size * piece.length,
    });
    expect(server.seen[0]).toMatchObject({
      url: "/api/v1/pods?watch=true",
      headers: { "accept-encoding": "identity" },
    });
  });

  it("fails with the Status as an error, opens nothing, and tries nothing again", async () => {
    await using server = await ScriptedServer.start((_request, response) =>
      sendStatus(response, EXPIRED),
    );
    await using setup = testTransport(server.url);
    const failure = await setup.transport
      .stream({ ...watch(), onOpen: neverCalled, onData: neverCalled })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ExpiredError);
    expect(server.seen).toHaveLength(1);
  });

  it("fails when the connection is cut in the middle", async () => {
    await using server = await ScriptedServer.start((request, response) => {
      response.write("half", () => request.socket.destroy());
    });
    await using setup = testTransport(server.url);
    let text = "";
    await expect(
      setup.transport.stream({
        ...watch(),
        onOpen: () => undefined,
        onData: (chunk) => void (text += chunk.toString()),
      }),
    ).rejects.toMatchObject({ code: "KUBE_CONNECTION" });
    expect(text).toBe("half");
  });

  it("fails with what the reader throws, and closes the connection", async () => {
    await using server = await ScriptedServer.start(
      (_request, response) => void response.write("data"),
    );
    await using setup = testTransport(server.url);
    const mistake = new Error("reader");
    const throwing = (): void => {
      throw mistake;
    };
    await expect(
      setup.transport.stream({ ...watch(), onOpen: () => undefined, onData: throwing }),
    ).rejects.toBe(mistake);
    const rejecting = async (): Promise<void> => Promise.reject(mistake);
    await expect(
      setup.transport.stream({ ...watch(), onOpen: () => undefined, onData: rejecting }),
    ).rejects.toBe(mistake);
    await server.until(() => server.sockets.size === 0);
  });

  it("keeps watches off the connections of requests, however many there are", async () => {
    await using server = await ScriptedServer.start((request, response) => {
      if (request.url?.startsWith("/watch") === true) response.write("opened");
      else sendJson(response, 200, {});
    });
    await using setup = testTransport(server.url);
    const controller = new AbortController();
    const watches = Array.from({ length: 40 }, async () =>
      setup.transport
        .stream({
          ...watch(controller.signal),
          path: "/watch",
          onOpen: () => undefined,
          onData: () => undefined,
        })
        .catch((error: unknown) => error),
    );
    await server.until(() => server.seen.length === 40);
    await Promise.all(
      Array.from({ length: 30 }, async () =>
        setup.transport.request({ method: "GET", path: "/api" }),
      ),
    );
    expect(server.connections).toBe(40 + 16);
    controller.abort();
    for (const failure of await Promise.all(watches))
      expect(failure).toMatchObject({ code: "OPERATOR_STOPPED" });
  });

  it("closes everything at once, and refuses what comes later", async () => {
    await using server = await ScriptedServer.start(
      (_request, response) => void response.write("opened"),
    );
    await using setup = testTransport(server.url);
    let running: Promise<unknown> = Promise.resolve();
    const opened = new Promise<void>((resolve) => {
      running = setup.transport
        .stream({ ...watch(), onOpen: () => resolve(), onData: () => undefined })
        .catch((error: unknown) => error);
    });
    const waiting = setup.transport
      .request({ method: "GET", path: "/api" })
      .catch((error: unknown) => error);
    await opened;
    await setup.transport.close();
    await server.until(() => server.sockets.size === 0);
    expect(await running).toMatchObject({ code: "OPERATOR_STOPPED" });
    expect(await waiting).toMatchObject({ code: "OPERATOR_STOPPED" });
    await expect(setup.transport.request({ method: "GET", path: "/api" })).rejects.toMatchObject({
      code: "OPERATOR_STOPPED",
    });
    expect(setup.clock.pending).toBe(0);
  });

  it("opens a watch with other credentials after a 401", async () => {
    let logins = 0;
    await using server = await ScriptedServer.start((request, response) => {
      if (request.headers.authorization === "Bearer 2") response.end("{}");
      else sendStatus(response, UNAUTHORIZED);
    });
    await using setup = testTransport(async () =>
      Promise.resolve([tokenCredential(server.url, String(++logins))]),
    );
    let text = "";
    await setup.transport.stream({
      ...watch(),
      onOpen: () => undefined,
      onData: (chunk) => void (text += chunk.toString()),
    });
    expect([text, logins, setup.counters.watches]).toEqual(["{}", 2, 2]);
  });
});

function watch(signal = new AbortController().signal) {
  return { path: "/api/v1/pods", accept: "application/json", purpose: "watch" as const, signal };
}

async function withTwoLines(): Promise<RequestHeaders> {
  return Promise.resolve({ "impersonate-user": "a\nb" });
}

function neverCalled(): void {
  throw new Error("must not be called");
}

/** Resolves when somebody sleeps for exactly so long. */
async function untilPending(
  clock: { nextInMs: number | undefined; yield(): Promise<void> },
  ms: number,
): Promise<void> {
  while (clock.nextInMs !== ms) await clock.yield();
}
