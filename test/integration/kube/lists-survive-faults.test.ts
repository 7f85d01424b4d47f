import { describe, expect, it } from "@jest/globals";

import { until } from "../../support/until.js";
import { StreamRig, example, listOf } from "./stream-rig.js";

describe("a stream that lists", () => {
  it("begins the list anew when its continuation has expired", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    (await rig.server.next()).reply(listOf([example("a", 1), example("b", 2)], 10, "old"));
    (await rig.server.next()).fail(410, "Expired");
    const anew = await rig.server.next();
    expect(anew.query("continue")).toBeNull();
    anew.reply(listOf([example("a", 1)], 30));
    expect((await rig.server.next()).query("resourceVersion")).toBe("30");
    expect(rig.sink.told).toEqual([
      "listing",
      "item a@1",
      "item b@2",
      "listing",
      "item a@1",
      "listed",
    ]);
    expect(rig.counters.listCauses).toEqual({ start: 1 });
  });

  it("asks for the same page again when nothing of it came", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    (await rig.server.next()).reply(listOf([example("a", 1), example("b", 2)], 10, "next"));
    (await rig.server.next()).fail(429, "TooManyRequests", { "retry-after": "3" });
    await until(() => rig.clock.nextInMs === 3000, "the stream waits as long as the server asks");
    await rig.clock.advance(3000);
    const again = await rig.server.next();
    expect(again.query("continue")).toBe("next");
    again.reply(listOf([example("c", 3)], 10));
    await rig.server.next();
    expect(rig.sink.told).toEqual(["listing", "item a@1", "item b@2", "item c@3", "listed"]);
  });

  it("lists without pages when these expire again and again", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    for (let round = 0; round < 2; round++) {
      (await rig.server.next()).reply(listOf([example("a", 1)], 10, "old"));
      (await rig.server.next()).fail(410, "Expired");
    }
    const all = await rig.server.next();
    expect([all.query("limit"), all.query("continue")]).toEqual([null, null]);
    all.reply(listOf([example("a", 1), example("b", 2)], 30));
    expect((await rig.server.next()).query("resourceVersion")).toBe("30");
  });

  it("pauses longer and longer when lists expire that nobody asked for in pages", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    const expire = async (): Promise<void> => {
      (await rig.server.next()).reply(listOf([example("a", 1)], 10, "old"));
      (await rig.server.next()).fail(410, "Expired");
    };
    await expire();
    await expire();
    for (const pauseMs of [100, 200, 400]) {
      await expire();
      await until(() => rig.clock.nextInMs === pauseMs, `the stream pauses for ${pauseMs} ms`);
      await rig.clock.advance(pauseMs);
    }
    expect(rig.logged("warn")).toHaveLength(1);
    (await rig.server.next()).reply(listOf([example("a", 1)], 30));
    expect((await rig.server.next()).query("resourceVersion")).toBe("30");
  });

  it("begins the list anew, later and later, when its continuation is refused", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    for (const pauseMs of [100, 200, 400]) {
      const first = await rig.server.next();
      expect([first.query("limit"), first.query("continue")]).toEqual(["2", null]);
      first.reply(listOf([example("a", 1), example("b", 2)], 10, "strange"));
      (await rig.server.next()).fail(400, "BadRequest");
      await until(() => rig.clock.nextInMs === pauseMs, `the stream pauses for ${pauseMs} ms`);
      await rig.clock.advance(pauseMs);
    }
    (await rig.server.next()).reply(listOf([example("a", 1)], 10));
    expect((await rig.server.next()).query("watch")).toBe("true");
  });

  it.each([403, 500])(
    "begins the list anew when a page has failed three times: %d",
    async (status) => {
      await using rig = await StreamRig.start();
      rig.stream();
      (await rig.server.next()).reply(listOf([example("a", 1), example("b", 2)], 10, "next"));
      for (const pauseMs of [100, 200, 400]) {
        const page = await rig.server.next();
        expect(page.query("continue")).toBe("next");
        page.fail(status, "Whatever");
        await until(() => rig.clock.nextInMs === pauseMs, `the stream pauses for ${pauseMs} ms`);
        await rig.clock.advance(pauseMs);
      }
      expect((await rig.server.next()).query("continue")).toBeNull();
    },
  );

  it.each([429, 503])(
    "goes on with its page however often the server is busy: %d",
    async (status) => {
      await using rig = await StreamRig.start();
      rig.stream();
      (await rig.server.next()).reply(listOf([example("a", 1), example("b", 2)], 10, "next"));
      for (const pauseMs of [100, 200, 400, 800, 1600, 3200]) {
        (await rig.server.next()).fail(status, "Whatever");
        await until(() => rig.clock.nextInMs === pauseMs, `the stream pauses for ${pauseMs} ms`);
        await rig.clock.advance(pauseMs);
      }
      expect((await rig.server.next()).query("continue")).toBe("next");
    },
  );

  it("asks for a page again that breaks off", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    const page = await rig.server.next();
    const text = JSON.stringify(listOf([example("a", 1), example("b", 2)], 10));
    page.open({ "content-length": String(text.length) }).write(text.slice(0, -20));
    page.cut();
    await until(() => rig.clock.nextInMs === 100, "the stream pauses");
    await rig.clock.advance(100);
    (await rig.server.next()).reply(listOf([example("a", 1)], 10));
    await rig.server.next();
    expect(rig.sink.told).toEqual(["listing", "item a@1", "listed"]);
  });

  it("begins the list anew when a page cannot be read to its end", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    const text = JSON.stringify(listOf([example("a", 1), example("b", 2)], 10));
    (await rig.server.next())
      .open()
      .write(text.slice(0, text.indexOf("uid-of-b")))
      .end();
    await until(() => rig.clock.nextInMs === 100, "the stream pauses");
    await rig.clock.advance(100);
    (await rig.server.next()).reply(listOf([example("a", 1)], 10));
    await rig.server.next();
    expect(rig.sink.told).toEqual(["listing", "item a@1", "listing", "item a@1", "listed"]);
  });

  it("takes an answer that is no list for none: nothing vanishes", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    (await rig.server.next()).reply(listOf([example("a", 1)], 10));
    (await rig.server.next()).fail(410, "Expired");
    (await rig.server.next()).reply({ message: "maintenance" });
    await until(() => rig.clock.nextInMs === 100, "the stream pauses");
    expect(rig.logged("warn")).toEqual([expect.stringContaining("is no list")]);
    await rig.clock.advance(100);
    (await rig.server.next()).reply(listOf([example("a", 1)], 20));
    expect((await rig.server.next()).query("resourceVersion")).toBe("20");
    expect(rig.sink.told).toEqual([
      "listing",
      "item a@1",
      "listed",
      "listing",
      "listing",
      "item a@1",
      "listed",
    ]);
  });

  it("tells of an answer that is a page of something else, and asks again", async () => {
    await using rig = await StreamRig.start();
    const stream = rig.stream();
    await rig.clock.advance(5);
    (await rig.server.next()).open({ "content-type": "text/html" }).write("<html>").end();
    await until(() => rig.clock.nextInMs === 100, "the stream pauses");
    expect(rig.logged("warn")).toEqual([expect.stringContaining("answer is text/html")]);
    expect(stream.lastHeard).toBe(0);
    await rig.clock.advance(100);
    (await rig.server.next()).reply(listOf([], 10));
    expect((await rig.server.next()).query("watch")).toBe("true");
  });

  it("tells of items without metadata, and lists the others", async () => {
    await using rig = await StreamRig.start();
    rig.stream();
    (await rig.server.next()).reply(listOf([example("a", 1), { spec: {} }, example("b", 2)], 10));
    await rig.server.next();
    expect(rig.sink.told).toEqual([
      "listing",
      "item a@1",
      "malformed: an object of a list has no metadata.name.",
      "item b@2",
      "listed",
    ]);
  });
});
