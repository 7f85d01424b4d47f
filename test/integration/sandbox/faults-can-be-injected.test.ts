import { once } from "node:events";
import { get } from "node:http";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { Sandbox } from "../../../src/sandbox/index.js";
import { openWatch } from "./line-reader.js";
import { PATH, widget, WIDGETS } from "./widgets.js";

/** What may be said of a request beside its path. */
interface Init extends Omit<RequestInit, "headers"> {
  readonly headers?: Readonly<Record<string, string>>;
}

describe("a request", () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await Sandbox.start({ crds: [WIDGETS], objects: [widget("a")], tokens: ["first"] });
  });

  afterEach(async () => sandbox.stop());

  const ask = async (path: string, token = "first", init: Init = {}): Promise<Response> =>
    fetch(sandbox.url + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    });

  it("fails as an interceptor says, until that is disposed", async () => {
    const fault = {
      status: 429,
      reason: "TooManyRequests",
      message: "slow down",
      retryAfterSeconds: 3,
    };
    const interceptor = sandbox.intercept(({ verb, resource }) =>
      verb === "list" && resource === "widgets" ? fault : undefined,
    );
    const refused = await ask(PATH);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "3"]);
    expect(await refused.json()).toMatchObject({
      reason: "TooManyRequests",
      message: "slow down",
      details: { retryAfterSeconds: 3 },
    });
    expect((await ask(`${PATH}/a`)).status).toBe(200);
    interceptor[Symbol.dispose]();
    expect((await ask(PATH)).status).toBe(200);
  });

  it("meets the first interceptor that has something to say", async () => {
    sandbox.intercept(() => undefined);
    sandbox.intercept(() => ({ status: 503, body: "not even JSON" }));
    sandbox.intercept(() => ({ status: 500 }));
    const response = await ask(PATH);
    expect([response.status, await response.text()]).toEqual([503, "not even JSON"]);
  });

  it("is reset", async () => {
    sandbox.intercept(() => ({ reset: true }));
    await expect(ask(PATH)).rejects.toThrow("fetch failed");
  });

  it("gets no answer at all", async () => {
    sandbox.intercept(() => ({ silence: true }));
    const cutter = new AbortController();
    const asked = ask(PATH, "first", { signal: cutter.signal });
    while (sandbox.journal.matching({ verb: "list" }).length === 0)
      await Promise.resolve(new Promise(setImmediate));
    cutter.abort();
    await expect(asked).rejects.toThrow("aborted");
  });

  it("to watch begins, and then nothing comes", async () => {
    sandbox.intercept(({ verb }) => (verb === "watch" ? { silence: true } : undefined));
    const watch = await openWatch(`${sandbox.url}${PATH}?watch=true`, {
      authorization: "Bearer first",
    });
    await sandbox.create(widget("b"));
    expect((await ask(PATH)).status).toBe(200);
    expect(watch.lines).toEqual([]);
    watch.stop();
  });

  it("needs a token that is admitted", async () => {
    const anonymous = await fetch(sandbox.url + PATH);
    expect([anonymous.status, await anonymous.json()]).toEqual([
      401,
      expect.objectContaining({ reason: "Unauthorized", code: 401 }),
    ]);
    expect((await ask(PATH, "second")).status).toBe(401);
    sandbox.admit("second");
    expect((await ask(PATH, "second")).status).toBe(200);
    sandbox.revoke("first");
    expect((await ask(PATH, "first")).status).toBe(401);
    expect(sandbox.kubeConfig.token).toBe("first");
  });

  it("is written into the journal", async () => {
    sandbox.journal.clear();
    await ask(`${PATH}?limit=1`);
    await ask(`${PATH}/nope`);
    await ask("/apis");
    expect(sandbox.journal.entries).toMatchObject([
      {
        method: "GET",
        verb: "list",
        resource: "widgets",
        namespace: "default",
        query: "limit=1",
        status: 200,
      },
      { verb: "get", name: "nope", status: 404 },
      { verb: "get", path: "/apis", status: 200 },
    ]);
    expect(sandbox.journal.matching({ verb: "list", resource: "widgets" })).toHaveLength(1);
  });

  it("with a malformed selector is refused and disturbs nobody", async () => {
    const response = await ask(`${PATH}?labelSelector=a%20b`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      reason: "BadRequest",
      message: expect.stringContaining("unable to parse requirement"),
    });
    expect((await ask(PATH)).status).toBe(200);
  });

  it("of 1.4 MB is stored, and comes back whole", async () => {
    const text = "x".repeat(1_400_000);
    const body = JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "big" },
      data: { text },
    });
    const path = "/api/v1/namespaces/default/configmaps";
    const made = await ask(path, "first", {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    expect(made.status).toBe(201);
    const read: unknown = await (await ask(`${path}/big`)).json();
    expect(read).toMatchObject({ data: { text } });
  });

  it.each([
    [
      "labels that are no map",
      { labels: 5 },
      /cannot unmarshal number into Go struct field ObjectMeta.metadata.labels/,
    ],
    ["a label that is a number", { labels: { a: 1 } }, /cannot unmarshal number/],
    ["finalizers that are no list", { finalizers: "x" }, /cannot unmarshal string/],
    ["a name that is a number", { name: 5 }, /cannot unmarshal number/],
  ])("with %s is refused", async (_what, metadata, message) => {
    const body = JSON.stringify({ ...widget("b"), metadata: { name: "b", ...metadata } });
    const response = await ask(PATH, "first", {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: expect.stringMatching(message) });
  });

  it("with fields in another script is answered with a warning", async () => {
    const body = JSON.stringify(widget("b", { spec: { größe: 1 } }));
    const headers = { "content-type": "application/json" };
    const response = await ask(PATH, "first", { method: "POST", body, headers });
    const warning = Buffer.from(response.headers.get("warning") ?? "", "latin1").toString("utf8");
    expect([response.status, warning]).toEqual([201, '299 - "unknown field \\"spec.größe\\""']);
  });

  it.each(["//", "/api/v1/namespaces/%zz", "/?watch=%"])("for %s is answered", async (path) => {
    const { hostname, port } = new URL(sandbox.url);
    const request = get({
      hostname,
      port,
      path,
      agent: false,
      headers: { authorization: "Bearer first" },
    });
    const [response]: unknown[] = await once(request, "response");
    expect(response).toMatchObject({ statusCode: 404 });
    request.destroy();
  });
});
