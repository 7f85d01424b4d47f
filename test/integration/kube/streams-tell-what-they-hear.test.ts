import { describe, expect, it } from "@jest/globals";

import type { Call } from "../../support/manual-server.js";
import { until } from "../../support/until.js";
import { StreamRig, example } from "./stream-rig.js";

/** A server that does one thing with each watch, for so long. */
async function watchFor(
  rig: StreamRig,
  ms: number,
  answer: (watch: Call) => void,
): Promise<number> {
  let watches = 0;
  for (let watch = await rig.emptyListThenWatch(); ; watch = await rig.server.next()) {
    watches++;
    answer(watch);
    await until(() => (rig.clock.nextInMs ?? Infinity) <= 30_000, "the stream pauses");
    await rig.clock.advance(rig.clock.nextInMs ?? 0);
    if (rig.clock.monotonic() >= ms) return watches;
  }
}

const HOUR_MS = 3_600_000;

describe("when a stream has heard of the server", () => {
  it.each([
    ["its connections are cut", (watch: Call) => watch.cut()],
    ["a gateway answers for the server", (watch: Call) => watch.fail(503, "")],
  ])("was when it did, not when it asked: %s", async (_title, answer) => {
    await using rig = await StreamRig.start();
    const stream = rig.stream();
    expect(await watchFor(rig, HOUR_MS, answer)).toBeGreaterThan(100);
    expect(stream.lastHeard).toBe(0);
    (await rig.server.next()).open().event("ADDED", example("a", 11));
    await until(() => rig.sink.told.includes("ADDED a@11"), "the event came");
    expect(stream.lastHeard).toBe(rig.clock.monotonic());
  });

  it.each([403, 404, 429])("is now when it refuses what is asked: %d", async (status) => {
    await using rig = await StreamRig.start();
    const stream = rig.stream();
    await watchFor(rig, HOUR_MS, (watch) => watch.fail(status, "Whatever"));
    expect(rig.clock.monotonic() - stream.lastHeard).toBeLessThanOrEqual(30_000);
  });

  it("is not when watches are taken and never answered; that is told", async () => {
    await using rig = await StreamRig.start();
    const stream = rig.stream();
    await rig.emptyListThenWatch();
    for (const pauseMs of [100, 200, 400]) {
      await rig.clock.advance(70_000);
      await until(() => rig.clock.nextInMs === pauseMs, `the stream pauses for ${pauseMs} ms`);
      await rig.clock.advance(pauseMs);
      await rig.server.next();
    }
    expect(stream.lastHeard).toBe(0);
    expect(rig.logged("warn")[0]).toBe(
      "warn Watching kopfexamples.v1.kopf.dev failed and is tried again: The watch of /apis/kopf.dev/v1/kopfexamples was not answered within 70 s. Check the server and the way to it.",
    );
    expect(rig.logged("warn")).toHaveLength(3);
  });
});
