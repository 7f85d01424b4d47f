import { describe, expect, it } from "@jest/globals";

import type { Call } from "../../support/manual-server.js";
import { until } from "../../support/until.js";
import { bytes, frame, integer, message, unknown } from "../../unit/kube/protobuf-writer.js";
import { StreamRig, example } from "./stream-rig.js";

const PROTOBUF = "application/vnd.kubernetes.protobuf";
const PARTIAL = "PartialObjectMetadata";

function metadata(name: string, version: number): Buffer {
  return message(
    1,
    bytes(1, name),
    bytes(3, "default"),
    bytes(5, `uid-of-${name}`),
    bytes(6, String(version)),
    message(11, bytes(1, "app"), bytes(2, name)),
  );
}

function event(type: string, name: string, version: number): Buffer {
  return frame(type, PARTIAL, metadata(name, version));
}

/** Answers with a page in protobuf and ends. */
function replyList(
  call: Call,
  items: readonly (readonly [name: string, version: number])[],
  token = "",
): void {
  const list = Buffer.concat([
    message(1, bytes(1, ""), bytes(2, "10"), bytes(3, token)),
    ...items.map(([name, version]) => bytes(2, metadata(name, version))),
  ]);
  const body = unknown("PartialObjectMetadataList", list);
  call.open({ "content-type": PROTOBUF }).write(body).end();
}

/** Lists nothing; returns the watch that follows, opened in protobuf. */
async function watchOf(rig: StreamRig): Promise<Call> {
  replyList(await rig.server.next(), []);
  return openWatch(await rig.server.next());
}

function openWatch(call: Call): Call {
  return call.open({ "content-type": `${PROTOBUF};stream=watch` });
}

describe("a stream of metadata in protobuf", () => {
  it("asks for protobuf first, then for JSON", async () => {
    await using rig = await StreamRig.start();
    rig.stream({ view: "metadata" });
    const as = (kind: string): string => `as=${kind};g=meta.k8s.io;v=v1`;
    const accepted = (kind: string): string =>
      `${PROTOBUF};${as(kind)},application/json;${as(kind)},application/json`;
    const list = await rig.server.next();
    expect(list.request.headers.accept).toBe(accepted("PartialObjectMetadataList"));
    replyList(list, []);
    const watch = await rig.server.next();
    expect(watch.request.headers.accept).toBe(accepted(PARTIAL));
  });

  it("lists in pages and watches, and gives objects their own kind", async () => {
    await using rig = await StreamRig.start();
    rig.stream({ view: "metadata" });
    replyList(
      await rig.server.next(),
      [
        ["a", 1],
        ["b", 2],
      ],
      "next",
    );
    const second = await rig.server.next();
    expect(second.query("continue")).toBe("next");
    replyList(second, [["c", 3]]);
    const watch = openWatch(await rig.server.next());
    expect(watch.query("resourceVersion")).toBe("10");
    watch.write(event("MODIFIED", "a", 11)).write(event("DELETED", "b", 12));
    await until(() => rig.sink.told.includes("DELETED b@12"), "both events came");
    expect(rig.sink.told).toEqual([
      "listing",
      "item a@1",
      "item b@2",
      "item c@3",
      "listed",
      "MODIFIED a@11",
      "DELETED b@12",
    ]);
    expect(rig.counters.parses).toBe(0);
    expect(rig.sink.envelopes[3]?.parse()).toEqual({
      apiVersion: "kopf.dev/v1",
      kind: "KopfExample",
      metadata: {
        name: "a",
        namespace: "default",
        uid: "uid-of-a",
        resourceVersion: "11",
        labels: { app: "a" },
      },
    });
  });

  it("goes on from the last complete version when it is cut within a frame", async () => {
    await using rig = await StreamRig.start();
    rig.stream({ view: "metadata" });
    const watch = await watchOf(rig);
    watch.write(event("ADDED", "a", 11)).write(event("MODIFIED", "a", 12).subarray(0, 40));
    await until(() => rig.sink.told.includes("ADDED a@11"), "the event came");
    watch.cut();
    await until(() => rig.clock.nextInMs === 100, "the stream pauses");
    await rig.clock.advance(100);
    const again = await rig.server.next();
    expect(again.query("resourceVersion")).toBe("11");
    openWatch(again).write(event("MODIFIED", "a", 12));
    await until(() => rig.sink.told.includes("MODIFIED a@12"), "the event came again, whole");
    expect(rig.sink.told.filter((line) => line.startsWith("malformed"))).toEqual([]);
    expect(rig.counters.listCauses).toEqual({ start: 1 });
  });

  it("tells of frames that are no events, and goes on", async () => {
    await using rig = await StreamRig.start();
    rig.stream({ view: "metadata" });
    const watch = await watchOf(rig);
    const text = Buffer.from("no protobuf");
    watch.write(Buffer.concat([Buffer.from([0, 0, 0, text.length]), text]));
    watch.write(frame("ADDED", PARTIAL, message(1, bytes(5, "u")))).write(event("ADDED", "c", 13));
    await until(() => rig.sink.told.includes("ADDED c@13"), "the good event came");
    expect(rig.sink.told.slice(2)).toEqual([
      expect.stringMatching(/^malformed: .*no protobuf/),
      expect.stringMatching(/^malformed: .*no metadata.name/),
      "ADDED c@13",
    ]);
  });

  it("opens a watch that is out of step again, from where it was", async () => {
    await using rig = await StreamRig.start();
    rig.stream({ view: "metadata" });
    const watch = await watchOf(rig);
    watch.write(event("ADDED", "a", 11)).write(Buffer.from("HTTP/1.1 502"));
    await until(() => rig.clock.nextInMs === 100, "the stream pauses");
    await rig.clock.advance(100);
    expect((await rig.server.next()).query("resourceVersion")).toBe("11");
    expect(rig.logged("warn")).toHaveLength(1);
    expect(rig.counters.listCauses).toEqual({ start: 1 });
  });

  it("takes the version of a bookmark, and lists exactly once when it has expired", async () => {
    await using rig = await StreamRig.start();
    const stream = rig.stream({ view: "metadata" });
    const watch = await watchOf(rig);
    watch.write(frame("BOOKMARK", PARTIAL, message(1, bytes(1, ""), bytes(6, "77"))));
    await until(() => stream.resourceVersion === "77", "the bookmark came");
    const status = [bytes(2, "Failure"), bytes(3, "too old"), bytes(4, "Expired"), integer(6, 410)];
    watch.write(frame("ERROR", "Status", Buffer.concat(status)));
    replyList(await rig.server.next(), [["a", 15]]);
    expect((await rig.server.next()).query("resourceVersion")).toBe("10");
    expect(rig.sink.told).toEqual(["listing", "listed", "listing", "item a@15", "listed"]);
    expect(rig.counters.listCauses).toEqual({ start: 1, expired: 1 });
    expect(rig.logged("warn")).toEqual([]);
  });

  it("reads each answer in the format that it comes in", async () => {
    await using rig = await StreamRig.start();
    rig.stream({ view: "metadata" });
    replyList(await rig.server.next(), [["a", 1]]);
    const watch = await rig.server.next();
    watch.open().event("MODIFIED", example("a", 11)).end();
    openWatch(await rig.server.next()).write(event("MODIFIED", "a", 12));
    await until(() => rig.sink.told.includes("MODIFIED a@12"), "both events came");
    expect(rig.sink.told.slice(-2)).toEqual(["MODIFIED a@11", "MODIFIED a@12"]);
  });
});
