import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { Sandbox } from "../../../src/sandbox/index.js";
import { FakeClock } from "../../unit/sandbox/fake-clock.js";
import { openWatch } from "./line-reader.js";
import { PATH, ref, widget, WIDGETS } from "./widgets.js";

interface Event {
  readonly type: string;
  readonly object: {
    readonly kind: string;
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly code?: number;
  };
}

const parse = (line: string | undefined): Event => JSON.parse(line ?? "{}");

describe("a watch", () => {
  let sandbox: Sandbox;
  const clock = new FakeClock();

  beforeEach(async () => {
    sandbox = await Sandbox.start({ crds: [WIDGETS], objects: [widget("a")], clock });
  });

  afterEach(async () => sandbox.stop());

  it("is cut after half a line, and can be resumed without loss", async () => {
    const first = await openWatch(`${sandbox.url}${PATH}?watch=true`);
    await first.until(1);
    const seen = String(parse(first.lines[0]).object.metadata["resourceVersion"]);
    sandbox.cutWatches({ midLine: true });
    expect(await first.over).toBe("cut");
    expect(first.rest()).not.toBe("");
    expect(() => JSON.parse(first.rest())).toThrow("JSON");
    await sandbox.patch(ref("a"), { spec: { size: 2 } });
    await sandbox.create(widget("b"));
    const second = await openWatch(`${sandbox.url}${PATH}?watch=true&resourceVersion=${seen}`);
    await second.until(2);
    expect(second.lines.map((line) => parse(line).type)).toEqual(["MODIFIED", "ADDED"]);
    second.stop();
  });

  it("from before a compaction gets 410 as an event", async () => {
    const before = String((await sandbox.get(ref("a")))?.metadata.resourceVersion);
    await sandbox.patch(ref("a"), { spec: { size: 2 } });
    sandbox.compact();
    const watch = await openWatch(`${sandbox.url}${PATH}?watch=true&resourceVersion=${before}`);
    expect(await watch.over).toBe("ended");
    expect(watch.lines.map(parse)).toEqual([
      {
        type: "ERROR",
        object: expect.objectContaining({ kind: "Status", code: 410, reason: "Expired" }),
      },
    ]);
  });

  it("gets a bookmark once a minute, but only if something has happened", async () => {
    const revision = String((await sandbox.get(ref("a")))?.metadata.resourceVersion);
    const watch = await openWatch(
      `${sandbox.url}${PATH}?watch=true&allowWatchBookmarks=true&resourceVersion=${revision}&timeoutSeconds=600`,
    );
    clock.advance(61_000);
    await sandbox.apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: elsewhere}\n");
    clock.advance(60_000);
    await watch.until(1);
    expect(parse(watch.lines[0])).toMatchObject({ type: "BOOKMARK", object: { kind: "Widget" } });
    clock.advance(600_000);
    expect(await watch.over).toBe("ended");
    expect(watch.lines).toHaveLength(1);
  });

  it("ends when its time is up, and leaves no timer behind", async () => {
    const watch = await openWatch(`${sandbox.url}${PATH}?watch=true&timeoutSeconds=10`);
    await watch.until(1);
    clock.advance(10_000);
    expect(await watch.over).toBe("ended");
    expect(clock.pending).toBe(0);
  });

  it("shows everybody the same events in the same order", async () => {
    const watches = await Promise.all(
      Array.from({ length: 20 }, async () => openWatch(`${sandbox.url}${PATH}?watch=true`)),
    );
    await Promise.all(watches.map(async (watch) => watch.until(1)));
    for (let size = 2; size < 52; size += 1) await sandbox.patch(ref("a"), { spec: { size } });
    await Promise.all(watches.map(async (watch) => watch.until(51)));
    const [first] = watches;
    for (const watch of watches) expect(watch.lines).toEqual(first?.lines);
    for (const watch of watches) watch.stop();
  });

  it("ends when its kind is taken away, after its objects", async () => {
    const watch = await openWatch(`${sandbox.url}${PATH}?watch=true`);
    await watch.until(1);
    await sandbox.delete({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.demo.example.com" },
    });
    expect(await watch.over).toBe("ended");
    expect(watch.lines.map((line) => parse(line).type)).toEqual(["ADDED", "DELETED"]);
    const gone = await fetch(`${sandbox.url}${PATH}`);
    expect([gone.status, await gone.text()]).toEqual([404, "404 page not found\n"]);
  });

  it("of a reader that is gone is forgotten", async () => {
    const watch = await openWatch(`${sandbox.url}${PATH}?watch=true`);
    await watch.until(1);
    expect(sandbox.openWatches).toBe(1);
    watch.stop();
    await watch.over;
    while (sandbox.openWatches > 0) await clock.yield();
    expect(sandbox.openWatches).toBe(0);
  });
});
