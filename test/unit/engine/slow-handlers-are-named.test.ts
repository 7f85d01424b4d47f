import { beforeEach, describe, expect, it } from "@jest/globals";
import { Name, OnEvent, Timer } from "kephale";

import { deferred } from "../../support/deferred.js";
import { EngineBench } from "../../support/engine-bench.js";

let gate = deferred<void>();

beforeEach(() => {
  gate = deferred<void>();
});

class Slow {
  @OnEvent("KopfExample")
  async seen(@Name() name: string): Promise<void> {
    if (name !== "quick") await gate.promise;
  }
}

describe("a handler call that runs for long", () => {
  it("is named in one warning, with its object", async () => {
    const { stream, clock, logger } = new EngineBench(Slow);
    stream.added("a");
    stream.added("quick");
    await clock.advance(59_999);
    expect(logger.lines).toEqual([]);
    await clock.advance(1);
    expect(logger.lines).toEqual([
      'warn [default/a] Slow.seen (id "seen") has been running for 60 seconds; events of this object wait.',
    ]);
    await clock.advance(600_000);
    expect(logger.lines).toHaveLength(1);
  });

  it("is named at its own time, also where others began earlier and ended", async () => {
    const { stream, clock, logger } = new EngineBench(Slow, {
      settings: { execution: { slowHandlerWarning: "10s" } },
    });
    stream.added("a");
    await clock.advance(4000);
    stream.added("b");
    await clock.advance(6000);
    expect(logger.lines.map((line) => line.slice(0, 16))).toEqual(["warn [default/a]"]);
    await clock.advance(3999);
    expect(logger.lines).toHaveLength(1);
    await clock.advance(1);
    expect(logger.lines.map((line) => line.slice(0, 16))).toEqual([
      "warn [default/a]",
      "warn [default/b]",
    ]);
  });

  it("leaves no timer behind when it ends", async () => {
    const { stream, clock, logger } = new EngineBench(Slow);
    stream.added("a");
    stream.added("b");
    await clock.advance(30_000);
    gate.resolve();
    await clock.settle();
    expect(clock.pending).toBe(0);
    await clock.advance(100_000);
    expect(logger.lines).toEqual([]);
  });

  it("is named where it is a timer's; events do not wait for that", async () => {
    class SlowTick {
      @Timer("KopfExample", { interval: 10 })
      async tick(): Promise<void> {
        await gate.promise;
      }
    }
    const { stream, clock, logger } = new EngineBench(SlowTick);
    stream.added("a");
    await clock.advance(61_000);
    expect(logger.lines).toEqual([
      'warn [default/a] SlowTick.tick (id "tick") has been running for 60 seconds.',
    ]);
  });
});

describe("an operator that stops", () => {
  it("tells running handlers by their signal, and waits for them", async () => {
    const signals: AbortSignal[] = [];
    let ended = 0;
    class Listening {
      @OnEvent("KopfExample")
      async seen(signal: AbortSignal): Promise<void> {
        signals.push(signal);
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        ended++;
      }

      @Timer("KopfExample", { interval: 10 })
      async tick(signal: AbortSignal): Promise<void> {
        signals.push(signal);
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        ended++;
      }
    }
    const bench = new EngineBench(Listening);
    bench.stream.added("a");
    await bench.clock.advance(10);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    await bench.stop();
    expect(ended).toBe(2);
    expect(bench.clock.pending).toBe(0);
    expect(bench.logger.lines).toEqual([]);
  });

  it("waits no longer than it may for those that do not listen, and names them", async () => {
    class Deaf {
      @OnEvent("KopfExample")
      async seen(): Promise<void> {
        await gate.promise;
      }

      @Timer("KopfExample", { interval: 10 })
      async tick(): Promise<void> {
        await gate.promise;
      }
    }
    const bench = new EngineBench(Deaf);
    bench.stream.added("a");
    await bench.clock.advance(10);
    let isStopped = false;
    const stopping = bench.stop(2000).then(() => (isStopped = true));
    await bench.clock.advance(1999);
    expect(isStopped).toBe(false);
    await bench.clock.advance(1);
    await stopping;
    expect(bench.clock.pending).toBe(0);
    expect(bench.logger.of("warn").toSorted()).toEqual([
      expect.stringContaining('[default/a] Deaf.seen (id "seen") still runs'),
      expect.stringContaining('[default/a] Deaf.tick (id "tick") still runs'),
    ]);
  });

  it("handles the events that wait already, and takes up nothing after that", async () => {
    const seen: string[] = [];
    class Seeing {
      @OnEvent("KopfExample")
      async seen(@Name() name: string): Promise<void> {
        seen.push(name);
        await gate.promise;
      }
    }
    const bench = new EngineBench(Seeing);
    bench.stream.added("a");
    bench.stream.modified("a");
    const stopping = bench.stop();
    gate.resolve();
    await stopping;
    expect(seen).toEqual(["a", "a"]);
    expect(bench.loop.memories.size).toBe(0);
  });
});
