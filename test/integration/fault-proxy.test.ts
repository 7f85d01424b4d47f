import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Sandbox } from "kephale/sandbox";

import { VirtualClock } from "../support/virtual-clock.js";
import { widgets } from "../support/custom-kind.js";
import { eventually } from "../support/eventually.js";
import { FaultProxy } from "../support/fault-proxy.js";
import { RawApi } from "../support/raw-api.js";
import { WatchRecorder } from "../support/watch-recorder.js";

const { crd, apiVersion, kind } = widgets();
const WIDGETS = "/apis/kephale.test/v1/widgets";

describe("the faulty proxy", () => {
  let sandbox: Sandbox;
  let proxy: FaultProxy;
  let api: RawApi;
  let clock: VirtualClock;

  beforeEach(async () => {
    clock = new VirtualClock();
    sandbox = await Sandbox.start({ crds: [crd] });
    proxy = await FaultProxy.start(sandbox.kubeConfig, clock);
    api = new RawApi(proxy.kubeConfig);
  });

  afterEach(async () => {
    await api[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
    await sandbox.stop();
  });

  const create = async (name: string): Promise<unknown> =>
    sandbox.create({ apiVersion, kind, metadata: { name }, spec: { text: "ä".repeat(50) } });

  /** Reads a watch through the proxy until it ends; says how. */
  function watch(): { readonly names: string[]; readonly ended: Promise<string> } {
    const names: string[] = [];
    const read = async (): Promise<string> => {
      try {
        for await (const { object } of api.watch(`${WIDGETS}?watch=true`))
          names.push(nameIn(object));
        return "ended";
      } catch (error) {
        return String(error);
      }
    };
    return { names, ended: read() };
  }

  it("passes requests and answers on, and counts them by what they ask for", async () => {
    await create("a");
    expect(await api.get(`${WIDGETS}?limit=5`)).toMatchObject({
      status: 200,
      body: { kind: "WidgetList" },
    });
    expect(await api.get("/apis/kephale.test/v1/namespaces/default/widgets/b")).toMatchObject({
      status: 404,
    });
    const seen = watch();
    await eventually(() => seen.names.length === 1);
    expect(proxy.count({ verb: "list", path: WIDGETS })).toBe(1);
    expect(proxy.count({ verb: "watch" })).toBe(1);
    expect(proxy.count({ verb: "get" })).toBe(1);
    expect(proxy.requests.map(({ status }) => status)).toEqual([200, 404, 200]);
    expect(proxy.lines).toHaveLength(1);
    proxy.endWatches();
    expect(await seen.ended).toBe("ended");
  });

  it("cuts in the middle of the next line, on which a direct recorder still sees", async () => {
    await using recorder = await WatchRecorder.start(sandbox.kubeConfig, WIDGETS);
    const seen = watch();
    await create("a");
    await eventually(() => seen.names.length === 1);
    const cut = proxy.cutMidLine();
    await create("b");
    await cut;
    expect(await seen.ended).toMatch(/terminated|aborted|closed/);
    expect(seen.names).toEqual(["a"]);
    expect(proxy.lines).toHaveLength(1);
    await eventually(() => recorder.events.length === 2);
    expect([...recorder.counts().values()]).toEqual([1, 1]);
  });

  it("resets watches", async () => {
    const seen = watch();
    await create("a");
    await eventually(() => seen.names.length === 1);
    proxy.resetWatches();
    expect(await seen.ended).toMatch(/ECONNRESET|terminated|closed/);
    await eventually(() => proxy.openWatches === 0);
  });

  it("goes half-open: what is open stays and brings nothing, what is new is not answered", async () => {
    const seen = watch();
    await create("a");
    await eventually(() => seen.names.length === 1);
    const frozen = proxy.freeze();
    await create("b");
    const unanswered = api.get(WIDGETS);
    await eventually(() => proxy.count({ verb: "list" }) === 1);
    frozen[Symbol.dispose]();
    expect(await api.get(WIDGETS)).toMatchObject({ status: 200 });
    expect(seen.names).toEqual(["a"]);
    expect(proxy.openWatches).toBe(1);
    proxy.resetWatches();
    await seen.ended;
    await proxy[Symbol.asyncDispose]();
    await expect(unanswered).rejects.toThrow(/closed|reset/);
    proxy = await FaultProxy.start(sandbox.kubeConfig);
  });

  it("answers for a server that has too much to do, resets and delays, as a rule says", async () => {
    {
      using _busy = proxy.intercept(({ verb }) =>
        verb === "list" ? { status: 429, headers: { "retry-after": "1" } } : undefined,
      );
      expect(await api.get(WIDGETS)).toMatchObject({
        status: 429,
        body: { kind: "Status", code: 429 },
      });
    }
    {
      using _reset = proxy.intercept(() => ({ reset: true }));
      await expect(api.get(WIDGETS)).rejects.toThrow(/closed|reset|ECONNRESET/);
    }
    using _slow = proxy.intercept(() => ({ delayMs: 5000 }));
    const slow = api.get(WIDGETS);
    await eventually(() => proxy.requests.length === 3);
    expect(proxy.requests[2]?.status).toBeUndefined();
    await clock.advance(5000);
    expect(await slow).toMatchObject({ status: 200 });
  });
});

function nameIn(object: unknown): string {
  return /"name":"([^"]*)"/.exec(JSON.stringify(object))?.[1] ?? "";
}
