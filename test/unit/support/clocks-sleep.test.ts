import { describe, expect, it } from "@jest/globals";

import { SystemClock } from "../../../src/support/clock.js";
import { VirtualClock } from "../../support/virtual-clock.js";

/** Tells whether a promise is settled already. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe("a sleep", () => {
  it("ends when its time is over", async () => {
    const clock = new VirtualClock();
    const slept = clock.sleep(100);
    await clock.advance(99);
    expect(await isSettled(slept)).toBe(false);
    await clock.advance(1);
    expect(await isSettled(slept)).toBe(true);
  });

  it("ends at once, without an error, when its signal aborts; no timer and no listener is left", async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const slept = clock.sleep(100, controller.signal);
    expect(clock.pending).toBe(1);
    controller.abort();
    await expect(slept).resolves.toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it("does not begin where its signal has aborted", async () => {
    const clock = new VirtualClock();
    await clock.sleep(100, AbortSignal.abort());
    expect(clock.pending).toBe(0);
  });

  it("leaves its signal without a listener when its time is over", async () => {
    const clock = new VirtualClock();
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    Object.assign(signal, {
      addEventListener: (...given: Parameters<typeof add>) => {
        listeners++;
        add(...given);
      },
      removeEventListener: (...given: Parameters<typeof remove>) => {
        listeners--;
        remove(...given);
      },
    });
    const slept = clock.sleep(100, signal);
    expect(listeners).toBe(1);
    await clock.advance(100);
    await slept;
    expect(listeners).toBe(0);
  });
});

describe("the machine's clock", () => {
  it("fires, and does not fire what was cancelled", async () => {
    const clock = new SystemClock();
    const fired: string[] = [];
    clock.schedule(0, () => fired.push("cancelled")).cancel();
    await new Promise<void>((resolve) => {
      clock.schedule(0, () => {
        fired.push("fired");
        resolve();
      });
    });
    expect(fired).toEqual(["fired"]);
  });

  it("does not fire at once what is further away than a timer of Node.js can wait", async () => {
    const clock = new SystemClock();
    let isFired = false;
    const scheduled = clock.schedule(2 ** 31, () => (isFired = true));
    // Node.js would make one millisecond of it: a timer of one that begins later fires later.
    await clock.sleep(1);
    scheduled.cancel();
    expect(isFired).toBe(false);
  });

  it("takes a delay that is over for none", async () => {
    const clock = new SystemClock();
    await clock.sleep(-5);
    expect(clock.monotonic()).toBeGreaterThan(0);
  });
});
