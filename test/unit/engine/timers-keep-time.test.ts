import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  Name,
  OnEvent,
  PermanentError,
  Retry,
  Runtime,
  Spec,
  Started,
  TemporaryError,
  Timer,
  TimerTick,
} from "kephale";

import { EngineBench } from "../../support/engine-bench.js";
import { VirtualClock } from "../../support/virtual-clock.js";

let clock = new VirtualClock();
let runs: number[] = [];

/** Seconds since the start of the test. */
const now = (): number => clock.monotonic() / 1000;

beforeEach(() => {
  clock = new VirtualClock();
  runs = [];
});

/** Notes when it begins, and takes so many seconds. */
async function take(seconds: number): Promise<void> {
  runs.push(now());
  await clock.sleep(seconds * 1000);
}

async function runsOf(operator: unknown, seconds: number): Promise<readonly number[]> {
  const { stream } = new EngineBench(operator, { clock });
  stream.added("a");
  await clock.advance(seconds * 1000);
  return runs;
}

describe("a timer", () => {
  it("counts its interval from the end of a run", async () => {
    class Every {
      @Timer("KopfExample", { interval: 10 })
      async tick(): Promise<void> {
        await take(3);
      }
    }
    expect(await runsOf(Every, 30)).toEqual([0, 13, 26]);
  });

  it.each([
    [3, [0, 10, 20]],
    [12, [0, 20, 40]],
    [10, [0, 20, 40]],
  ])("keeps to its grid when it is sharp: a run takes %p s", async (seconds, expected) => {
    class Sharp {
      @Timer("KopfExample", { interval: 10, sharp: true })
      async tick(): Promise<void> {
        await take(seconds);
      }
    }
    expect(await runsOf(Sharp, expected.at(-1)! + 1)).toEqual(expected);
  });

  it("runs at once, and waits for its initial delay where it has one", async () => {
    class Delayed {
      @Timer("KopfExample", { interval: 10, initialDelay: "5s" })
      tick(): void {
        runs.push(now());
      }
    }
    expect(await runsOf(Delayed, 30)).toEqual([5, 15, 25]);
  });

  it("never runs where its object is gone before the initial delay is over", async () => {
    class Delayed {
      @Timer("KopfExample", { interval: 10, initialDelay: 5 })
      tick(): void {
        runs.push(now());
      }
    }
    const { stream, runner } = new EngineBench(Delayed, { clock });
    stream.added("a");
    await clock.advance(2000);
    stream.deleted("a");
    await clock.advance(60_000);
    expect(runs).toEqual([]);
    expect(runner.size).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it("runs for each object on its own", async () => {
    const seen: string[] = [];
    class Each {
      @Timer("KopfExample", { interval: 10 })
      tick(@Name() name: string): void {
        seen.push(`${name}${now()}`);
      }
    }
    const { stream } = new EngineBench(Each, { clock });
    stream.added("a");
    await clock.advance(4000);
    stream.added("b");
    await clock.advance(16_500);
    expect(seen).toEqual(["a0", "b4", "a10", "b14", "a20"]);
  });

  it("is called again after a TemporaryError's delay with the next retry number, and goes on with the interval then", async () => {
    const seen: unknown[] = [];
    class Failing {
      @Timer("KopfExample", { interval: 60 })
      tick(@Retry() retry: number, @Runtime() runtime: number, @Started() started: Date): void {
        seen.push([now(), retry, runtime, started.getTime() - clock.now() + now() * 1000]);
        if (now() < 2) throw new TemporaryError("not yet", { delay: 1 });
      }
    }
    const bench = new EngineBench(Failing, { clock });
    bench.stream.added("a");
    await clock.advance(70_000);
    expect(seen).toEqual([
      [0, 0, 0, 0],
      [1, 1, 1, 0],
      [2, 2, 2, 0],
      [62, 0, 0, 62_000],
    ]);
    expect(bench.logger.of("error")).toEqual([
      'error [default/a] Failing.tick (id "tick") failed: not yet It is tried again in 1 seconds.',
      'error [default/a] Failing.tick (id "tick") failed: not yet It is tried again in 1 seconds.',
    ]);
  });

  it("is tried again after the backoff where the error is arbitrary", async () => {
    class Failing {
      @Timer("KopfExample", { interval: 100, backoff: "7s" })
      async tick(): Promise<void> {
        runs.push(now());
        await Promise.resolve();
        if (runs.length < 3) throw new TypeError("oops");
      }
    }
    expect(await runsOf(Failing, 130)).toEqual([0, 7, 14, 114]);
  });

  it("is tried again after the default backoff of the settings where it has none of its own", async () => {
    class Failing {
      @Timer("KopfExample", { interval: 100 })
      tick(): void {
        runs.push(now());
        if (runs.length === 1) throw new TypeError("oops");
      }
    }
    const { stream } = new EngineBench(Failing, {
      clock,
      settings: { execution: { defaultBackoff: 20 } },
    });
    stream.added("a");
    await clock.advance(130_000);
    expect(runs).toEqual([0, 20, 120]);
  });

  it("gives a run up after a PermanentError, and begins the next one with retry 0", async () => {
    const seen: unknown[] = [];
    class Failing {
      @Timer("KopfExample", { interval: 10 })
      tick(@Retry() retry: number): void {
        seen.push([now(), retry]);
        throw new PermanentError("never");
      }
    }
    const { stream, logger } = new EngineBench(Failing, { clock });
    stream.added("a");
    await clock.advance(25_000);
    expect(seen).toEqual([
      [0, 0],
      [10, 0],
      [20, 0],
    ]);
    expect(logger.of("error")).toHaveLength(3);
  });

  it("gives a run up after so many attempts", async () => {
    const seen: unknown[] = [];
    class Failing {
      @Timer("KopfExample", { interval: 100, retries: 3, backoff: 1 })
      tick(@Retry() retry: number): void {
        seen.push([now(), retry]);
        throw new Error("again");
      }
    }
    const { stream, logger } = new EngineBench(Failing, { clock });
    stream.added("a");
    await clock.advance(103_000);
    expect(seen).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [102, 0],
      [103, 1],
    ]);
    expect(logger.lines[2]).toContain("It was tried 3 times, and retries is 3.");
  });

  it("gives a run up when the next attempt would come after its timeout", async () => {
    class Failing {
      @Timer("KopfExample", { interval: 100, timeout: 10, backoff: 4 })
      tick(): void {
        runs.push(now());
        throw new Error("again");
      }
    }
    expect(await runsOf(Failing, 109)).toEqual([0, 4, 8, 108]);
  });

  it.each([
    ["permanent", [0, 10, 20]],
    ["ignored", [0, 10, 20]],
  ] as const)(
    "does not try arbitrary errors again where errors is %s",
    async (errors, expected) => {
      class Failing {
        @Timer("KopfExample", { interval: 10, errors, backoff: 1 })
        tick(): void {
          runs.push(now());
          throw new Error("again");
        }
      }
      const bench = new EngineBench(Failing, { clock });
      bench.stream.added("a");
      await clock.advance(25_000);
      expect(runs).toEqual(expected);
      expect(bench.logger.of("error")).toHaveLength(errors === "ignored" ? 0 : 3);
    },
  );

  it("does not run on and on without a pause where a TemporaryError has no delay", async () => {
    class Failing {
      @Timer("KopfExample", { interval: 10 })
      tick(): void {
        runs.push(now());
        throw new TemporaryError("at once", { delay: 0 });
      }
    }
    const { stream } = new EngineBench(Failing, { clock });
    stream.added("a");
    await clock.advance(100);
    expect(runs.length).toBeGreaterThan(2);
    expect(runs.length).toBeLessThan(20);
  });

  it("takes a delay that is none for the default one", async () => {
    class Failing {
      @Timer("KopfExample", { interval: 1000 })
      tick(): void {
        runs.push(now());
        if (runs.length === 1) throw new TemporaryError("soon", { delay: "soon" });
      }
    }
    expect(await runsOf(Failing, 100)).toEqual([0, 60]);
  });

  it("ends with its object", async () => {
    class Every {
      @Timer("KopfExample", { interval: 10 })
      tick(): void {
        runs.push(now());
      }
    }
    const { stream, runner } = new EngineBench(Every, { clock });
    stream.added("a");
    await clock.advance(10_500);
    stream.deleted("a");
    await clock.advance(100_000);
    expect(runs).toEqual([0, 10]);
    expect(runner.size).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it("is told to end when its object is gone, and does not run again", async () => {
    let isAborted = false;
    class Long {
      @Timer("KopfExample", { interval: 10 })
      async tick(signal: AbortSignal): Promise<void> {
        runs.push(now());
        signal.addEventListener("abort", () => (isAborted = true));
        await clock.sleep(100_000, signal);
      }
    }
    const { stream } = new EngineBench(Long, { clock });
    stream.added("a");
    await clock.advance(1000);
    expect(isAborted).toBe(false);
    stream.deleted("a");
    await clock.advance(100_000);
    expect(isAborted).toBe(true);
    expect(runs).toEqual([0]);
    expect(clock.pending).toBe(0);
  });

  it("sees the object as it is when it runs", async () => {
    const seen: unknown[] = [];
    class Reading {
      @Timer("KopfExample", { interval: 10 })
      async tick(tick: TimerTick): Promise<void> {
        seen.push(tick.spec["step"]);
        await clock.sleep(5000);
        seen.push(tick.spec["step"]);
      }
    }
    const { stream } = new EngineBench(Reading, { clock });
    stream.added("a", { spec: { step: 1 } });
    await clock.advance(1000);
    stream.modified("a", { spec: { step: 2 } });
    await clock.advance(15_000);
    expect(seen).toEqual([1, 2, 2]);
  });

  it("runs beside event handlers, which do not wait for it", async () => {
    const seen: string[] = [];
    class Both {
      @OnEvent("KopfExample")
      seen(@Spec("step") step: number): void {
        seen.push(`event ${step}`);
      }

      @Timer("KopfExample", { interval: 10 })
      async tick(): Promise<void> {
        seen.push("tick begins");
        await clock.sleep(5000);
        seen.push("tick ends");
      }
    }
    const { stream } = new EngineBench(Both, { clock });
    stream.added("a", { spec: { step: 1 } });
    await clock.advance(1000);
    stream.modified("a", { spec: { step: 2 } });
    await clock.advance(5000);
    expect(seen).toEqual(["event 1", "tick begins", "event 2", "tick ends"]);
  });
});

describe("timers that are due together", () => {
  /** A clock on which each callback of an author takes a millisecond. */
  class TiringClock extends VirtualClock {
    spentMs = 0;
    readonly slices: number[] = [];
    override monotonic(): number {
      return super.monotonic() + this.spentMs;
    }
    override async settle(): Promise<void> {
      this.slices.push(this.spentMs);
      await super.settle();
    }
  }

  it("run in slices that give other work a turn", async () => {
    const tiring = new TiringClock();
    let ran = 0;
    class Busy {
      @Timer("KopfExample", { interval: 3600 })
      tick(): void {
        ran++;
        tiring.spentMs++;
      }
    }
    const { stream } = new EngineBench(Busy, { clock: tiring });
    for (let index = 0; index < 40; index++) stream.added(`a${index}`);
    await tiring.advance(10);
    expect(ran).toBe(40);
    const longest = Math.max(
      ...tiring.slices.slice(1).map((spent, index) => spent - tiring.slices[index]!),
    );
    expect(longest).toBeGreaterThan(1);
    expect(longest).toBeLessThanOrEqual(5);
  });

  it("cost one wake-up for many of them", async () => {
    class Many {
      @Timer("KopfExample", { interval: 10 })
      tick(): void {
        runs.push(now());
      }
    }
    const { stream } = new EngineBench(Many, { clock });
    for (let index = 0; index < 100; index++) stream.added(`a${index}`);
    await clock.advance(0);
    expect(runs).toHaveLength(100);
    expect(clock.pending).toBe(1);
    await clock.advance(10_000);
    expect(runs).toHaveLength(200);
    expect(clock.pending).toBe(1);
  });
});
