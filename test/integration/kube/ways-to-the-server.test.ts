import type { ServerResponse } from "node:http";
import { createSecureServer } from "node:http2";
import { createRequire } from "node:module";
import { TLSSocket } from "node:tls";

import { KubeConfig } from "@kubernetes/client-node";
import { describe, expect, it } from "@jest/globals";

import type { ClusterConfig } from "../../../src/kube/cluster-access.js";
import type { Credential } from "../../../src/kube/credential.js";
import { connectionOf } from "../../../src/kube/find-config.js";
import type { Transport } from "../../../src/kube/transport.js";
import * as pem from "../../support/certificates.js";
import { deferred } from "../../support/deferred.js";
import { portOf, ScriptedServer, sendJson } from "../../support/scripted-server.js";
import type { Answer } from "../../support/scripted-server.js";
import { SocksProxy } from "../../support/socks-proxy.js";
import { testTransport } from "../../support/transports.js";
import { encoded, temporaryFolder } from "../../support/temporary-kubeconfig.js";
import { TunnelProxy } from "../../support/tunnel-proxy.js";
import { VirtualClock } from "../../support/virtual-clock.js";

const TLS = {
  cert: pem.SERVER_CERTIFICATE,
  key: pem.SERVER_KEY,
  ca: pem.AUTHORITY,
  requestCert: true,
  rejectUnauthorized: false,
};

/** Says who asked: the common name of the client certificate, and the authorization. */
const whoAsked: Answer = (request, response) => {
  const certificate =
    request.socket instanceof TLSSocket ? request.socket.getPeerCertificate() : undefined;
  sendJson(response, 200, {
    name: certificate?.subject?.CN ?? "",
    authorization: request.headers.authorization ?? "",
  });
};

async function connect(
  config: ClusterConfig,
  env: Record<string, string> = {},
): Promise<Credential> {
  return connectionOf(config, { env, homeDir: "/nowhere", clock: new VirtualClock() });
}

async function ask(credential: Credential): Promise<unknown> {
  await using setup = testTransport(async () => Promise.resolve([credential]), {
    errorBackoffsMs: [],
  });
  return (await setup.transport.request({ method: "GET", path: "/who" })).body;
}

describe("TLS", () => {
  it("checks the server's certificate and shows the client's", async () => {
    await using server = await ScriptedServer.start(whoAsked, TLS);
    const access = { server: server.url, ca: pem.AUTHORITY };
    expect(await ask(await connect(access))).toEqual({ name: "", authorization: "" });
    const admin = {
      ...access,
      clientCertificate: pem.CLIENT_CERTIFICATE,
      clientKey: pem.CLIENT_KEY,
      token: "t",
    };
    expect(await ask(await connect(admin))).toEqual({ name: "admin", authorization: "Bearer t" });
  });

  it("refuses a server that nobody vouches for, at once and with a remedy, unless told not to look", async () => {
    await using server = await ScriptedServer.start(whoAsked, TLS);
    await expect(connect({ server: server.url }).then(ask)).rejects.toThrow(
      /certificate.*Name the authority that signed it/,
    );
    expect(await ask(await connect({ server: server.url, insecure: true }))).toMatchObject({
      name: "",
    });
  });

  it("refuses a certificate for another name, unless the kubeconfig gives that name", async () => {
    await using server = await ScriptedServer.start(whoAsked, {
      ...TLS,
      cert: pem.OTHER_NAME_CERTIFICATE,
    });
    const access = await connect({ server: server.url, ca: pem.AUTHORITY });
    await expect(ask(access)).rejects.toThrow(/tls-server-name/);
    expect(
      await ask({ ...access, tls: { ...access.tls, servername: "api.example.com" } }),
    ).toMatchObject({ name: "" });
  });
});

describe("proxies", () => {
  it("are taken for TLS by a tunnel, with the name of the server checked, for requests and watches", async () => {
    await using server = await ScriptedServer.start(whoAsked, {
      ...TLS,
      cert: pem.OTHER_NAME_CERTIFICATE,
    });
    await using proxy = await TunnelProxy.start();
    const { port } = new URL(server.url);
    const proxyUrl = `http://me:secret@127.0.0.1:${proxy.port}`;
    const credential = await connect({
      server: `https://api.example.com:${port}`,
      ca: pem.AUTHORITY,
      proxyUrl,
    });
    expect(await ask(credential)).toMatchObject({ name: "" });
    await using setup = testTransport(async () => Promise.resolve([credential]));
    let text = "";
    await setup.transport.stream({
      path: "/watch",
      accept: "application/json",
      purpose: "watch",
      signal: new AbortController().signal,
      onOpen: () => undefined,
      onData: (chunk) => void (text += chunk.toString()),
    });
    expect(JSON.parse(text)).toMatchObject({ name: "" });
    const account = `Basic ${Buffer.from("me:secret").toString("base64")}`;
    expect(proxy.seen).toEqual([
      `CONNECT api.example.com:${port} as ${account}`,
      `CONNECT api.example.com:${port} as ${account}`,
    ]);
  });

  it("are taken by the environment's word, and the certificate of another name is still refused", async () => {
    await using server = await ScriptedServer.start(whoAsked, TLS);
    await using proxy = await TunnelProxy.start();
    const { port } = new URL(server.url);
    const env = { HTTPS_PROXY: `127.0.0.1:${proxy.port}` };
    const credential = await connect(
      { server: `https://api.example.com:${port}`, ca: pem.AUTHORITY },
      env,
    );
    await expect(ask(credential)).rejects.toThrow(/tls-server-name/);
    expect(proxy.seen).toEqual([`CONNECT api.example.com:${port}`]);
  });

  it("lead to addresses too", async () => {
    await using server = await ScriptedServer.start(whoAsked, TLS);
    await using proxy = await TunnelProxy.start();
    const access = {
      server: server.url,
      ca: pem.AUTHORITY,
      proxyUrl: `http://127.0.0.1:${proxy.port}`,
    };
    expect(await ask(await connect(access))).toMatchObject({ name: "" });
    expect(proxy.seen).toHaveLength(1);
  });

  it("forward what goes without TLS", async () => {
    await using server = await ScriptedServer.start((_request, response) =>
      sendJson(response, 200, { plain: true }),
    );
    await using proxy = await TunnelProxy.start();
    const { port } = new URL(server.url);
    const url = `http://api.example.com:${port}`;
    expect(
      await ask(await connect({ server: url, proxyUrl: `http://127.0.0.1:${proxy.port}` })),
    ).toEqual({ plain: true });
    expect(proxy.seen).toEqual([`GET ${url}/who`]);
  });

  it("and servers that offer HTTP/2 are spoken to in HTTP/1.1, as the connections are counted by it", async () => {
    const versions: string[] = [];
    const server = createSecureServer({ ...TLS, allowHTTP1: true }, (request, response) => {
      versions.push(request.httpVersion);
      response.end("ok");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await using proxy = await TunnelProxy.start();
    const access = {
      server: `https://127.0.0.1:${portOf(server)}`,
      ca: pem.AUTHORITY,
    };
    try {
      await ask(await connect(access));
      await ask(await connect({ ...access, proxyUrl: `http://127.0.0.1:${proxy.port}` }));
    } finally {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
    expect(versions).toEqual(["1.1", "1.1"]);
    expect(proxy.seen).toHaveLength(1);
  });

  it("that do not answer fail a request when the time for a connection is over, and are used again when they do", async () => {
    await using server = await ScriptedServer.start(whoAsked, TLS);
    await using proxy = await TunnelProxy.start();
    const credential = await connect({
      server: server.url,
      ca: pem.AUTHORITY,
      proxyUrl: proxy.url,
    });
    await using setup = testTransport(async () => Promise.resolve([credential]), {
      errorBackoffsMs: [],
      connectTimeoutMs: 50,
    });
    proxy.isDeaf = true;
    await expect(setup.transport.request({ method: "GET", path: "/who" })).rejects.toThrow(
      /The proxy did not answer: check it, and its address\.$/,
    );
    proxy.isDeaf = false;
    expect((await setup.transport.request({ method: "GET", path: "/who" })).status).toBe(200);
  });

  it("that are no URL are named", async () => {
    await expect(connect({ server: "https://k", proxyUrl: "ftp://x" }).then(ask)).rejects.toThrow(
      /"ftp:\/\/x" is no URL of a proxy/,
    );
  });

  it("that are no URL are named without their password", async () => {
    const proxyUrl = "me:geh@im@proxy:3128";
    await expect(connect({ server: "https://k", proxyUrl }).then(ask)).rejects.toThrow(
      /^The proxy "…@proxy:3128" is no URL of a proxy/,
    );
  });
});

describe.each(["http", "https"])("a server of %s", (scheme) => {
  describe.each(["no", "an HTTP", "a SOCKS"])("behind %s proxy", (kind) => {
    it("gets no more connections for requests than there may be", async () => {
      await using way = await wayTo(scheme, kind, (_request, response) =>
        sendJson(response, 200, {}),
      );
      const asked = Array.from({ length: 40 }, async () =>
        way.transport.request({ method: "GET", path: "/api" }),
      );
      await Promise.all(asked);
      expect(way.connections()).toBe(16);
    });

    it("may say nothing to a watch for as long as it likes", async () => {
      const silent = deferred<ServerResponse>();
      await using way = await wayTo(scheme, kind, (_request, response) => {
        response.writeHead(200).flushHeaders();
        silent.resolve(response);
      });
      const opened = deferred();
      let text = "";
      const watch = way.transport.stream({
        path: "/watch",
        accept: "application/json",
        purpose: "watch",
        signal: new AbortController().signal,
        onOpen: () => opened.resolve(),
        onData: (chunk) => void (text += chunk.toString()),
      });
      await opened.promise;
      passInUndici(3_600_000);
      (await silent.promise).end("at last");
      await watch;
      expect(text).toBe("at last");
    });
  });
});

/** Moves the time of undici's own limits. */
function passInUndici(ms: number): void {
  const timers = createRequire(import.meta.url)("undici/lib/util/timers.js") as {
    tick(ms: number): void;
  };
  // New limits only begin to run with the first tick after them.
  timers.tick(1000);
  timers.tick(ms);
}

interface Way extends AsyncDisposable {
  readonly transport: Transport;
  /** How many connections were made: to the proxy, if there is one. */
  connections(): number;
}

async function wayTo(scheme: string, kind: string, answer: Answer): Promise<Way> {
  const server = await ScriptedServer.start(answer, scheme === "https" ? TLS : undefined);
  const proxy =
    kind === "no" ? undefined : await (kind === "a SOCKS" ? SocksProxy : TunnelProxy).start();
  const credential = await connect({
    server: server.url,
    ca: pem.AUTHORITY,
    ...(proxy && { proxyUrl: proxy.url }),
  });
  const setup = testTransport(async () => Promise.resolve([credential]));
  return {
    transport: setup.transport,
    connections: () => (proxy ?? server).connections,
    [Symbol.asyncDispose]: async () => {
      await setup[Symbol.asyncDispose]();
      await proxy?.[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe("client-node", () => {
  it("takes a KubeConfig object, with certificates and token", async () => {
    await using server = await ScriptedServer.start(whoAsked, TLS);
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      { name: "k", server: server.url, caData: encoded(pem.AUTHORITY), skipTLSVerify: false },
      {
        name: "u",
        certData: encoded(pem.CLIENT_CERTIFICATE),
        keyData: encoded(pem.CLIENT_KEY),
        token: "t",
      },
    );
    expect(await ask(await connect(config))).toEqual({ name: "admin", authorization: "Bearer t" });
  });

  it("takes a KubeConfig object for a server without TLS", async () => {
    await using server = await ScriptedServer.start((request, response) =>
      sendJson(response, 200, { got: request.headers.authorization }),
    );
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      { name: "k", server: server.url, skipTLSVerify: false },
      { name: "u", username: "u", password: "p" },
    );
    expect(await ask(await connect(config))).toEqual({ got: "Basic dTpw" });
  });

  it("refuses an auth-provider that is not known, in a kubeconfig and in a KubeConfig object", async () => {
    await using folder = await temporaryFolder();
    const file = await folder.kubeconfig("https://127.0.0.1:1", {
      "auth-provider": { name: "no-such", config: {} },
    });
    const config = new KubeConfig();
    config.loadFromFile(file);
    for (const given of [file, config]) {
      await expect(connect(given)).rejects.toMatchObject({
        code: "LOGIN_FAILED",
        message: expect.stringContaining(
          "failed: the auth-provider no-such is not known, or gave neither a token nor a certificate.",
        ) as unknown,
      });
    }
  });

  it("refuses a KubeConfig object that was never loaded", async () => {
    await expect(connect(new KubeConfig())).rejects.toMatchObject({
      code: "KUBECONFIG_UNREADABLE",
      message:
        "The KubeConfig object cannot be used: it has no current cluster. Load it before it is handed in: `config.loadFromDefault()`.",
    });
  });
});
