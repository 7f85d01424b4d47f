import { createServer as createTlsServer } from "node:https";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { connect } from "node:net";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";

import { describe, expect, it } from "@jest/globals";

import { Credential, FixedHeaders } from "../../../src/kube/credential.js";
import { KubeConnectionError } from "../../../src/kube/errors.js";
import { until } from "../../support/until.js";
import { Rig } from "./rig.js";
import { CA, CLIENT_CERT, CLIENT_KEY, SERVER_CERT, SERVER_KEY } from "./tls-fixture.js";

const GET = { method: "GET", path: "/api/v1/pods" } as const;

function portOf(server: { address(): unknown }): number {
  const address = server.address();
  return typeof address === "object" && address !== null && "port" in address ? Number(address.port) : 0;
}

async function listening<Listener extends Pick<Server, "listen">>(server: Listener): Promise<Listener> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return server;
}

describe("Transport", () => {
  it("sends JSON and returns the parsed answer", async () => {
    await using rig = await Rig.start();
    const answer = rig.transport.request({ method: "PATCH", path: "/x", query: { dryRun: "All", force: undefined }, body: { a: "ä" }, contentType: "application/merge-patch+json" });
    const call = await rig.server.next();
    expect([call.method, call.request.url, call.body]).toEqual(["PATCH", "/x?dryRun=All", '{"a":"ä"}']);
    expect(call.request.headers).toMatchObject({ accept: "application/json", "content-type": "application/merge-patch+json" });
    call.reply({ b: 1 }, 201);
    expect(await answer).toMatchObject({ status: 201, body: { b: 1 } });
    expect(rig.counters).toMatchObject({ requests: 1, patches: 1, bytes: 7 });
  });

  it("tries again what fails for a passing reason, and gives up in the end", async () => {
    await using rig = await Rig.start();
    const answer = rig.transport.request(GET);
    const failed = expect(answer).rejects.toMatchObject({ code: "KUBE_API", status: 503 });
    for (const pauseMs of [1000, 1000, 2000]) {
      (await rig.server.next()).fail(503, "ServiceUnavailable");
      await until(() => rig.clock.nextInMs === pauseMs, `it pauses for ${pauseMs} ms`);
      await rig.clock.advance(pauseMs);
    }
    (await rig.server.next()).fail(503, "ServiceUnavailable");
    await failed;
    expect(rig.clock.pending).toBe(0);
  });

  it.each([
    [false, "5", 5000],
    [false, "0", 1000],
    [true, "0.5", 500],
  ])("waits as the server asks (enforceRetryAfter: %s, Retry-After: %s)", async (enforceRetryAfter, retryAfter, pauseMs) => {
    await using rig = await Rig.start(undefined, { enforceRetryAfter });
    const answer = rig.transport.request(GET);
    (await rig.server.next()).fail(429, "TooManyRequests", { "retry-after": retryAfter });
    await until(() => rig.clock.nextInMs === pauseMs, `it pauses for ${pauseMs} ms`);
    await rig.clock.advance(pauseMs);
    (await rig.server.next()).reply({});
    expect((await answer).status).toBe(200);
  });

  it.each([400, 403, 404, 409, 410, 422])("does not try again after %d", async (status) => {
    await using rig = await Rig.start();
    const answer = rig.transport.request(GET);
    (await rig.server.next()).fail(status, "Whatever");
    await expect(answer).rejects.toMatchObject({ status });
    expect(rig.counters.requests).toBe(1);
  });

  it("never creates twice: a creation that the server may have seen is not sent again", async () => {
    await using rig = await Rig.start();
    const created = rig.transport.request({ method: "POST", path: "/api/v1/pods", body: {} });
    (await rig.server.next()).cut();
    await expect(created).rejects.toBeInstanceOf(KubeConnectionError);
    const throttled = rig.transport.request({ method: "POST", path: "/api/v1/pods", body: {} });
    (await rig.server.next()).fail(429, "TooManyRequests");
    await until(() => rig.clock.nextInMs === 1000, "it pauses");
    await rig.clock.advance(1000);
    (await rig.server.next()).reply({}, 201);
    expect((await throttled).status).toBe(201);
  });

  it("gives up a request that is not answered in time", async () => {
    await using rig = await Rig.start();
    const answer = rig.transport.request({ ...GET, retry: false });
    const failed = expect(answer).rejects.toMatchObject({ code: "KUBE_CONNECTION", message: expect.stringContaining("within 300 seconds") });
    const call = await rig.server.next();
    await rig.clock.advance(300_000);
    await failed;
    await call.closed();
  });

  it("renews refused credentials, and sends the request again", async () => {
    let logins = 0;
    await using rig = await Rig.start(async (server) => [new Credential({ server, source: FixedHeaders.bearer(`token ${++logins}`) })]);
    const answer = rig.transport.request({ ...GET, retry: false });
    const refused = await rig.server.next();
    expect(refused.request.headers.authorization).toBe("Bearer token 1");
    refused.fail(401, "Unauthorized");
    const again = await rig.server.next();
    expect(again.request.headers.authorization).toBe("Bearer token 2");
    again.reply({});
    expect((await answer).status).toBe(200);
  });

  it("does not renew credentials without end", async () => {
    let logins = 0;
    await using rig = await Rig.start(async (server) => [new Credential({ server, source: FixedHeaders.bearer(`token ${++logins}`) })]);
    const answer = rig.transport.request({ ...GET, retry: false });
    const failed = expect(answer).rejects.toMatchObject({ code: "KUBE_UNAUTHORIZED" });
    for (let refusal = 0; refusal < 4; refusal++) (await rig.server.next()).fail(401, "Unauthorized");
    await failed;
    expect(logins).toBe(4);
  });

  it("fails with CREDENTIALS_REFUSED when there are no others", async () => {
    await using rig = await Rig.start();
    const answer = rig.transport.request(GET);
    (await rig.server.next()).fail(401, "Unauthorized");
    await expect(answer).rejects.toMatchObject({ code: "CREDENTIALS_REFUSED" });
  });

  it("ends with the signal's reason, also during a pause", async () => {
    await using rig = await Rig.start();
    const abort = new AbortController();
    const first = rig.transport.request({ ...GET, signal: abort.signal });
    const second = rig.transport.request({ ...GET, path: "/second", signal: abort.signal });
    const calls = [await rig.server.next(), await rig.server.next()];
    calls.find((call) => call.url.pathname === "/second")?.fail(500, "");
    await until(() => rig.clock.nextInMs === 1000, "the second one pauses");
    abort.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    await expect(second).rejects.toThrow("enough");
    expect(rig.clock.pending).toBe(0);
  });

  it("fails what is under way when it is closed, and takes nothing more", async () => {
    await using rig = await Rig.start();
    const failed = expect(rig.transport.request(GET)).rejects.toMatchObject({ code: "KUBE_CONNECTION" });
    await rig.server.next();
    await rig.transport.close();
    await failed;
    await expect(rig.transport.request(GET)).rejects.toMatchObject({ code: "OPERATOR_STOPPED" });
  });

  it("puts the path of the server's URL in front", async () => {
    await using rig = await Rig.start(async (server) => [new Credential({ server: `${server}/k8s/clusters/c-1/` })]);
    const answer = rig.transport.request(GET);
    const call = await rig.server.next();
    expect(call.url.pathname).toBe("/k8s/clusters/c-1/api/v1/pods");
    call.reply({});
    await answer;
  });

  it("keeps many watches open beside requests", async () => {
    await using rig = await Rig.start();
    const abort = new AbortController();
    const watches = Array.from({ length: 40 }, async () =>
      rig.transport.stream({ path: "/watch", accept: "application/json", signal: abort.signal, onData: () => {} }),
    );
    for (const _ of watches) (await rig.server.next()).open();
    const answer = rig.transport.request(GET);
    (await rig.server.next()).reply({});
    expect((await answer).status).toBe(200);
    abort.abort(new Error("enough"));
    for (const watch of watches) await expect(watch).rejects.toThrow("enough");
  });

  it("says what is wrong when nobody listens", async () => {
    const closed = await listening(createServer());
    const url = `http://127.0.0.1:${portOf(closed)}`;
    await new Promise<void>((resolve) => closed.close(() => resolve()));
    await using rig = await Rig.start(async () => [new Credential({ server: url })]);
    await expect(rig.transport.request({ ...GET, retry: false })).rejects.toMatchObject({
      code: "KUBE_CONNECTION",
      message: expect.stringContaining("GET /api/v1/pods got no answer: connect ECONNREFUSED"),
    });
  });
});

describe("TLS and proxies", () => {
  it("checks the server's certificate and shows its own", async () => {
    const options = { cert: SERVER_CERT, key: SERVER_KEY, ca: CA, requestCert: true, rejectUnauthorized: true };
    const server = await listening(
      createTlsServer(options, (request, response) => {
        const socket = request.socket as TLSSocket;
        response.setHeader("content-type", "application/json").end(JSON.stringify(socket.getPeerCertificate().subject));
      }),
    );
    const url = `https://127.0.0.1:${portOf(server)}`;
    const client = { cert: CLIENT_CERT, key: CLIENT_KEY };
    const trusted = new Credential({ server: url, tls: { ca: CA, serverName: "api.test", ...client } });
    const insecure = new Credential({ server: url, tls: { insecure: true, ...client } });
    const wrongName = new Credential({ server: url, tls: { ca: CA, ...client } });
    const wrongCa = new Credential({ server: url, tls: { serverName: "api.test", ...client } });
    for (const [credential, expected] of [[trusted, "CN"], [insecure, "CN"], [wrongName, "IP"], [wrongCa, "certificate"]] as const) {
      await using rig = await Rig.start(async () => [credential]);
      const answer = rig.transport.request({ ...GET, retry: false });
      if (expected === "CN") expect((await answer).body).toEqual({ CN: "operator" });
      else await expect(answer).rejects.toMatchObject({ code: "KUBE_CONNECTION", message: expect.stringContaining(expected) });
    }
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it("goes through a proxy", async () => {
    const tunnels: string[] = [];
    const sockets: Socket[] = [];
    const target = await listening(createTlsServer({ cert: SERVER_CERT, key: SERVER_KEY }, (_request, response) => response.end("hello")));
    const proxy = await listening(createServer());
    proxy.on("connect", (request, client: Socket) => {
      tunnels.push(request.url ?? "");
      const upstream = connect(portOf(target), "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        upstream.pipe(client).pipe(upstream);
      });
      sockets.push(upstream, client);
      for (const socket of [upstream, client]) socket.on("error", () => {});
    });
    const credential = new Credential({ server: "https://api.test:6443", tls: { ca: CA }, proxyUrl: `http://127.0.0.1:${portOf(proxy)}` });
    {
      await using rig = await Rig.start(async () => [credential]);
      expect((await rig.transport.request({ ...GET, retry: false })).body).toBe("hello");
    }
    expect(tunnels).toEqual(["api.test:6443"]);
    for (const socket of sockets) socket.destroy();
    for (const server of [target, proxy]) await new Promise<void>((resolve) => server.close(() => resolve()));
  });
});
