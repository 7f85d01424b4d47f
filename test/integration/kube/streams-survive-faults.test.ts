import { describe, expect, it } from "@jest/globals";

import { until } from "../../support/until.js";
import { StreamRig, example, listOf } from "./stream-rig.js";

describe("a stream", () => {
  it("lists in pages, then watches from the list's version", async () => {
    await using rig = await StreamRig.start();
    const stream = rig.stream();

    const first = await rig.server.next();
    expect(first.url.pathname).toBe("/apis/kopf.dev/v1/kopfexamples");
    expect([first.query("limit"), first.query("continue"), first.query("resourceVersion")]).toEqual(
      ["2", null, null],
    );
    first.reply(listOf([example("a", 1), example("b", 2)], 10, "next"));
    const second = await rig.server.next();
    expect([second.query("limit"), second.query("continue")]).toEqual(["2", "next"]);
    second.reply(listOf([example("c", 3)], 10));
    await stream.firstListed;
    expect(rig.sink.told).toEqual(["listing", "item a@1", "item b@2", "item c@3", "listed"]);

    const watch = await rig.server.next();
    expect([
      watch.query("watch"),
      watch.query("allowWatchBookmarks"),
      watch.query("resourceVersion"),
    ]).toEqual(["true", "true", "10"]);
    expect(watch.query("timeoutSeconds")).toBeNull();
    expect(watch.request.headers["user-agent"]).toMatch(/^kephale\/\d/);
    watch.open().event("ADDED", example("d", 11)).event("DELETED", example("a", 12));
    await until(() => rig.sink.told.length === 7, "both events came");
    expect(rig.sink.told.slice(5)).toEqual(["ADDED d@11", "DELETED a@12"]);
    expect(stream.state).toBe("watching");
    expect(stream.resourceVersion).toBe("12");
    expect(rig.counters).toMatchObject({
      lists: 2,
      watches: 1,
      parses: 0,
      listCauses: { start: 1 },
    });
  });

  it("asks for what the namespace and the settings say", async () => {
    await using rig = await StreamRig.start();
    rig.stream({ namespace: "team", limits: { serverTimeoutS: 33, pageSize: 7 } });
    const list = await rig.server.next();
    expect(list.url.pathname).toBe("/apis/kopf.dev/v1/namespaces/team/kopfexamples");
    expect(list.query("limit")).toBe("7");
    list.reply(listOf([], 10));
    expect((await rig.server.next()).query("timeoutSeconds")).toBe("33");
  });

  it("goes on from the last complete version when the connection is cut, without a list", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    const watch = await rig.emptyListThenWatch();
    const cutInTwo = JSON.stringify({ type: "MODIFIED", object: example("a", 12) });
    watch.open().event("ADDED", example("a", 11)).write(cutInTwo.slice(0, 60));
    await until(() => rig.sink.told.includes("ADDED a@11"), "the event came");
    watch.cut();
    await until(() => rig.clock.nextInMs === 100, "the stream pauses");
    await rig.clock.advance(100);

    const again = await rig.server.next();
    expect(again.query("resourceVersion")).toBe("11");
    again.open().event("MODIFIED", example("a", 12));
    await until(() => rig.sink.told.includes("MODIFIED a@12"), "the event came again, whole");
    expect(rig.counters.listCauses).toEqual({ start: 1 });
    expect(rig.sink.told.filter((line) => line.startsWith("malformed"))).toEqual([]);
  });

  it("takes the version of a bookmark, and opens a watch again at once that ended well", async () => {
    await using rig = await StreamRig.start();
    const stream = rig.stream();
    const watch = await rig.emptyListThenWatch();
    watch.open().event("BOOKMARK", {
      kind: "KopfExample",
      apiVersion: "kopf.dev/v1",
      metadata: { resourceVersion: "77" },
    });
    await until(() => stream.resourceVersion === "77", "the bookmark came");
    watch.end();
    expect((await rig.server.next()).query("resourceVersion")).toBe("77");
    expect(rig.sink.told).toEqual(["listing", "listed"]);
    expect(rig.clock.monotonic()).toBe(0);
  });

  it.each([
    ["an ERROR event", true],
    ["the HTTP status", false],
  ])("lists exactly once when the version has expired, told by %s", async (_title, isEvent) => {
    await using rig = await StreamRig.start();
    rig.stream();
    const watch = await rig.emptyListThenWatch();
    if (isEvent) {
      const status = {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: "too old resource version",
        reason: "Expired",
        code: 410,
      };
      watch.open().event("ERROR", status).end();
    } else {
      watch.fail(410, "Expired");
    }
    (await rig.server.next()).reply(listOf([example("a", 15)], 20));
    const again = await rig.server.next();
    expect(again.query("watch")).toBe("true");
    expect(again.query("resourceVersion")).toBe("20");
    expect(rig.sink.told).toEqual(["listing", "listed", "listing", "item a@15", "listed"]);
    expect(rig.counters.listCauses).toEqual({ start: 1, expired: 1 });
    expect(rig.logged("warn")).toEqual([]);
  });

  it("pauses longer and longer between lists when every version expires at once", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    (await rig.emptyListThenWatch()).fail(410, "Expired");
    for (const pauseMs of [100, 200, 400]) {
      (await rig.emptyListThenWatch()).fail(410, "Expired");
      await until(() => rig.clock.nextInMs === pauseMs, `the stream pauses for ${pauseMs} ms`);
      await rig.clock.advance(pauseMs);
    }
    const watch = await rig.emptyListThenWatch();
    watch.open().event("ADDED", example("a", 11));
    await until(() => rig.sink.told.includes("ADDED a@11"), "the event came");
    watch.end();
    (await rig.server.next()).fail(410, "Expired");
    // It worked meanwhile: at once again.
    expect((await rig.server.next()).query("watch")).toBeNull();
  });

  it("lists again after a watch where there is no version to go on from", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    const unversioned = { items: [{ metadata: { name: "a" } }], metadata: {} };
    (await rig.server.next()).reply(unversioned);
    const watch = await rig.server.next();
    expect(watch.query("resourceVersion")).toBeNull();
    watch
      .open()
      .event("ADDED", { metadata: { name: "a" } })
      .end();
    await until(() => rig.clock.nextInMs === 100, "the stream pauses");
    await rig.clock.advance(100);
    (await rig.server.next()).reply({ items: [], metadata: {} });
    (await rig.server.next()).open().event("ADDED", example("b", 12)).end();
    const again = await rig.server.next();
    expect([again.query("watch"), again.query("resourceVersion")]).toEqual(["true", "12"]);
    expect(rig.counters.listCauses).toEqual({ start: 1, unversioned: 1 });
  });

  it("opens a silent watch anew from the same version", async () => {
    await using rig = await StreamRig.start();
    const stream = rig.stream({ limits: { inactivityTimeoutMs: 5000 } });
    const watch = await rig.emptyListThenWatch();
    watch.open().event("ADDED", example("a", 11));
    await until(() => stream.resourceVersion === "11", "the event came");
    await rig.clock.advance(4000);
    watch.event("ADDED", example("b", 12));
    await until(() => stream.resourceVersion === "12", "the other event came");
    expect(stream.lastHeard).toBe(4000);
    await rig.clock.advance(4999);
    expect(stream.state).toBe("watching");
    await rig.clock.advance(1);
    await watch.closed();
    const again = await rig.server.next();
    expect([again.query("watch"), again.query("resourceVersion")]).toEqual(["true", "12"]);
    expect(rig.counters.listCauses).toEqual({ start: 1 });
  });

  it("waits longer and longer while watches end at once without anything, and not after one that brought something", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    let watch = await rig.emptyListThenWatch();
    for (const pauseMs of [100, 200, 400, 800]) {
      watch.open().end();
      await until(() => rig.clock.nextInMs === pauseMs, `the stream pauses for ${pauseMs} ms`);
      await rig.clock.advance(pauseMs);
      watch = await rig.server.next();
    }
    const beforeMs = rig.clock.monotonic();
    watch.open().event("ADDED", example("a", 11)).end();
    watch = await rig.server.next();
    expect(rig.clock.monotonic()).toBe(beforeMs);
    watch.open().end();
    await until(() => rig.clock.nextInMs === 100, "the stream pauses as at first");
  });

  it("waits longer and longer while watches only repeat the version where they began", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    let watch = await rig.emptyListThenWatch(10);
    for (const pauseMs of [100, 200, 400]) {
      watch
        .open()
        .event("BOOKMARK", { metadata: { resourceVersion: "10" } })
        .end();
      await until(() => rig.clock.nextInMs === pauseMs, `the stream pauses for ${pauseMs} ms`);
      await rig.clock.advance(pauseMs);
      watch = await rig.server.next();
      expect(watch.query("resourceVersion")).toBe("10");
    }
  });

  it("is never deaf in a cluster where nothing happens: watches that bring nothing for long are opened again at once", async () => {
    await using rig = await StreamRig.start();
    const stream = rig.stream();
    let watch = await rig.emptyListThenWatch();
    for (let silence = 1; silence <= 12; silence++) {
      watch.open();
      await until(() => stream.lastHeard === rig.clock.monotonic(), "the watch is open");
      await rig.clock.advance(70_000);
      watch = await rig.server.next();
    }
    expect(rig.clock.monotonic()).toBe(12 * 70_000);
    expect(rig.counters.listCauses).toEqual({ start: 1 });
  });

  it("is never deaf between watches that end in time, as the settings ask", async () => {
    await using rig = await StreamRig.start();
    const stream = rig.stream({ limits: { serverTimeoutS: 5 } });
    let watch = await rig.emptyListThenWatch();
    for (let round = 1; round <= 12; round++) {
      watch.open();
      await until(() => stream.lastHeard === rig.clock.monotonic(), "the watch is open");
      await rig.clock.advance(5000);
      watch.end();
      watch = await rig.server.next();
    }
    expect(rig.clock.monotonic()).toBe(12 * 5000);
  });

  it("pauses longer and longer when the server gives up in events", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    let watch = await rig.emptyListThenWatch();
    for (const pauseMs of [100, 200, 400]) {
      watch
        .open()
        .event("ERROR", { kind: "Status", code: 500, message: "etcd is out of order" })
        .end();
      await until(() => rig.clock.nextInMs === pauseMs, `the stream pauses for ${pauseMs} ms`);
      await rig.clock.advance(pauseMs);
      watch = await rig.server.next();
      expect(watch.query("resourceVersion")).toBe("10");
    }
    expect(rig.logged("warn")).toEqual([expect.stringContaining("etcd is out of order")]);
  });

  it("lists again, later and later, when the server does not understand the version", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    for (const pauseMs of [100, 200, 400]) {
      (await rig.emptyListThenWatch()).fail(400, "BadRequest");
      await until(() => rig.clock.nextInMs === pauseMs, `the stream pauses for ${pauseMs} ms`);
      await rig.clock.advance(pauseMs);
    }
    expect((await rig.server.next()).query("watch")).toBeNull();
  });

  it.each([403, 404, 429, 500, 503])("never ends: after %d it goes on", async (status) => {
    await using rig = await StreamRig.start();
    rig.stream();
    let watch = await rig.emptyListThenWatch();
    for (let failures = 0; failures < 12; failures++) {
      watch.fail(status, "Whatever");
      await until(() => (rig.clock.nextInMs ?? Infinity) <= 30_000, "the stream pauses");
      await rig.clock.advance(rig.clock.nextInMs ?? 0);
      watch = await rig.server.next();
      expect(watch.query("resourceVersion")).toBe("10");
    }
    const told = [...rig.logged("warn"), ...rig.logged("error")];
    expect(told.length).toBeGreaterThanOrEqual(1);
    expect(told.length).toBeLessThanOrEqual(1 + Math.floor(rig.clock.monotonic() / 60_000));
    watch.open();
    await until(() => rig.logged("info").length === 1, "it tells that it works again");
    expect(rig.counters.listCauses).toEqual({ start: 1 });
  });

  it("does not tell the same trouble again and again when it comes and goes", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    let watch = await rig.emptyListThenWatch();
    for (let round = 0; round < 5; round++) {
      watch.fail(503, "ServiceUnavailable");
      await until(() => rig.clock.nextInMs === 100, "the stream pauses");
      await rig.clock.advance(100);
      watch = await rig.server.next();
      watch
        .open()
        .event("ADDED", example("a", 20 + round))
        .end();
      watch = await rig.server.next();
    }
    expect(rig.logged("warn")).toHaveLength(1);
    expect(rig.logged("info")).toHaveLength(1);
  });

  it("tells once of an answer that is no watch, and is not heard by it", async () => {
    await using rig = await StreamRig.start();
    const stream = rig.stream();
    let watch = await rig.emptyListThenWatch();
    for (const pauseMs of [100, 200, 400]) {
      watch.open({ "content-type": "text/html" }).write("<html>\n".repeat(300)).end();
      await until(() => rig.clock.nextInMs === pauseMs, `the stream pauses for ${pauseMs} ms`);
      await rig.clock.advance(pauseMs);
      watch = await rig.server.next();
    }
    expect(rig.sink.told).toEqual(["listing", "listed"]);
    expect(rig.logged("warn")).toEqual([
      "warn Watching kopfexamples.v1.kopf.dev failed and is tried again: The server's answer is text/html, neither JSON nor protobuf. Check proxies on the way.",
    ]);
    expect(stream.lastHeard).toBe(0);
    watch.open({ "content-type": "" }).event("ADDED", example("a", 11));
    await until(() => rig.sink.told.includes("ADDED a@11"), "the event came");
  });

  it("tells of lines that are no events, and goes on", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    const watch = await rig.emptyListThenWatch();
    watch.open().write("this is not JSON\n").event("ADDED", { kind: "KopfExample" });
    watch.event("SOMETHING", example("b", 12)).event("ADDED", example("c", 13));
    await until(() => rig.sink.told.includes("ADDED c@13"), "the good event came");
    expect(rig.sink.told.slice(2)).toEqual([
      'malformed: a line is no watch event: "this is not JSON"',
      "malformed: a ADDED event's object has no metadata.name.",
      'malformed: a watch event has the unknown type "SOMETHING".',
      "ADDED c@13",
    ]);
  });

  it("goes on when the sink throws, and logs it", async () => {
    await using rig = await StreamRig.start();
    const { sink } = rig;
    const told = sink.told;
    rig.stream({
      sink: {
        listing: () => sink.listing(),
        item: (envelope) => sink.item(envelope),
        listed: () => sink.listed(),
        flush: () => sink.flush(),
        malformed: (problem) => sink.malformed(problem),
        event: (envelope) => {
          if (envelope.name === "bad") throw new Error("cannot handle this");
          sink.event(envelope);
        },
      },
    });
    const watch = await rig.emptyListThenWatch();
    watch.open().event("ADDED", example("bad", 11)).event("ADDED", example("good", 12));
    await until(() => told.includes("ADDED good@12"), "the other event came");
    expect(rig.logged("error")).toHaveLength(1);
  });

  it("asks for metadata only, and gives objects their own kind", async () => {
    await using rig = await StreamRig.start();
    rig.stream({ view: "metadata" });
    const list = await rig.server.next();
    expect(list.request.headers.accept).toContain(
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
    );
    const partial = {
      ...example("a", 1),
      apiVersion: "meta.k8s.io/v1",
      kind: "PartialObjectMetadata",
    };
    list.reply({
      ...listOf([partial], 10),
      apiVersion: "meta.k8s.io/v1",
      kind: "PartialObjectMetadataList",
    });
    const watch = await rig.server.next();
    expect(watch.request.headers.accept).toContain(
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
    );
    expect(watch.request.headers["accept-encoding"]).toBe("identity");
    expect(rig.sink.envelopes[0]?.parse()).toMatchObject({
      apiVersion: "kopf.dev/v1",
      kind: "KopfExample",
      metadata: { name: "a" },
    });
  });

  it("gives items their kind where the list leaves it out", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    const { metadata, spec } = example('ä"ö', 1);
    (await rig.server.next()).reply(listOf([{ metadata, spec }], 10));
    await rig.server.next();
    const [envelope] = rig.sink.envelopes;
    expect(envelope?.parse()).toEqual(example('ä"ö', 1));
    expect(rig.counters.parses).toBe(1);
  });

  it("is quiet once it was aborted", async () => {
    await using rig = await StreamRig.start();
    const stream = rig.stream();
    const watch = await rig.emptyListThenWatch();
    watch.open();
    await until(() => stream.state === "watching", "it watches");
    await rig[Symbol.asyncDispose]();
    expect(stream.state).toBe("idle");
    expect(rig.clock.pending).toBe(0);
    expect(rig.logged("warn")).toEqual([]);
  });
});
