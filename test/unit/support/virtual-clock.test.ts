import { describe, expect, it } from "@jest/globals";

import { VirtualClock } from "../../support/virtual-clock.js";

describe("VirtualClock", () => {
  it("fires callbacks in the order in which they are due", async () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    clock.schedule(20, () => fired.push(`late at ${clock.monotonic()}`));
    clock.schedule(10, () => fired.push(`first at ${clock.monotonic()}`));
    clock.schedule(10, () => fired.push(`second at ${clock.monotonic()}`));

    await clock.advance(15);
    expect(fired).toEqual(["first at 10", "second at 10"]);
    await clock.advance(5);
    expect(fired).toEqual(["first at 10", "second at 10", "late at 20"]);
  });

  it("fires what is scheduled on the way", async () => {
    const clock = new VirtualClock();
    let beats = 0;
    const loop = async (): Promise<void> => {
      while (beats < 5) {
        await clock.sleep(100);
        beats++;
      }
    };
    const done = loop();
    await clock.advance(350);
    expect(beats).toBe(3);
    await clock.advance(1000);
    await done;
    expect(clock.pending).toBe(0);
  });

  it("does not fire what was cancelled, and ends a sleep when its signal aborts", async () => {
    const clock = new VirtualClock();
    let fired = false;
    clock.schedule(10, () => (fired = true)).cancel();
    const controller = new AbortController();
    const slept = clock.sleep(10, controller.signal);
    controller.abort();
    await slept;
    await clock.advance(20);
    expect(fired).toBe(false);
    expect(clock.pending).toBe(0);
  });

  it("moves wall time together with monotonic time", async () => {
    const clock = new VirtualClock(new Date(1000));
    await clock.advance(500);
    expect([clock.now(), clock.monotonic()]).toEqual([1500, 500]);
  });
});
