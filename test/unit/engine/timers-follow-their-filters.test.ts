import { beforeEach, describe, expect, it } from "@jest/globals";
import { OnEvent, Timer } from "kephale";

import type { KubernetesObject } from "../../../src/resources/kubernetes-object.js";
import { deferred } from "../../support/deferred.js";
import { EngineBench } from "../../support/engine-bench.js";
import { VirtualClock } from "../../support/virtual-clock.js";

let clock = new VirtualClock();
let runs: number[] = [];
const now = (): number => clock.monotonic() / 1000;

beforeEach(() => {
  clock = new VirtualClock();
  runs = [];
});

const labelled = (on: string): KubernetesObject => ({ metadata: { labels: { on } } });
describe("a timer with a filter", () => {
  class Filtered {
    @Timer("KopfExample", { interval: 10, labels: { on: "yes" } })
    tick(): void {
      runs.push(now());
    }
  }

  it("stops when the filter does not hold any more, and starts anew when it holds again", async () => {
    const { stream } = new EngineBench(Filtered, { clock });
    stream.added("a", labelled("no"));
    await clock.advance(5000);
    stream.modified("a", labelled("yes"));
    await clock.advance(15_000);
    stream.modified("a", labelled("no"));
    await clock.advance(15_000);
    stream.modified("a", labelled("yes"));
    await clock.advance(15_000);
    expect(runs).toEqual([5, 15, 35, 45]);
  });

  it("goes on where other changes come", async () => {
    const { stream } = new EngineBench(Filtered, { clock });
    stream.added("a", labelled("yes"));
    await clock.advance(4000);
    stream.modified("a", labelled("yes"));
    await clock.advance(17_000);
    expect(runs).toEqual([0, 10, 20]);
  });

  it("tells a run that is going on to end", async () => {
    let isAborted = false;
    class Long {
      @Timer("KopfExample", { interval: 10, labels: { on: "yes" } })
      async tick(signal: AbortSignal): Promise<void> {
        await clock.sleep(60_000, signal);
        isAborted = signal.aborted;
      }
    }
    const { stream } = new EngineBench(Long, { clock });
    stream.added("a", labelled("yes"));
    await clock.advance(1000);
    stream.modified("a", labelled("no"));
    await clock.settle();
    expect(isAborted).toBe(true);
  });

  it("never runs twice at once where the filter holds again before a run has ended", async () => {
    const gate = deferred<void>();
    let running = 0;
    let most = 0;
    class Deaf {
      @Timer("KopfExample", { interval: 10, labels: { on: "yes" } })
      async tick(): Promise<void> {
        runs.push(now());
        most = Math.max(most, ++running);
        await gate.promise;
        running--;
      }
    }
    const { stream } = new EngineBench(Deaf, { clock });
    stream.added("a", labelled("yes"));
    await clock.advance(1000);
    stream.modified("a", labelled("no"));
    stream.modified("a", labelled("yes"));
    await clock.advance(30_000);
    gate.resolve();
    await clock.advance(1000);
    expect(most).toBe(1);
    expect(runs.length).toBeGreaterThan(1);
  });

  it("whose predicate throws changes nothing, and is told", async () => {
    let isBroken = false;
    class Fragile {
      @Timer("KopfExample", {
        interval: 10,
        when: () => {
          if (isBroken) throw new Error("no filter today");
          return true;
        },
      })
      tick(): void {
        runs.push(now());
      }
    }
    const { stream, logger } = new EngineBench(Fragile, { clock });
    stream.added("a");
    await clock.advance(1000);
    isBroken = true;
    stream.modified("a");
    stream.added("b");
    await clock.advance(10_000);
    expect(runs).toEqual([0, 10]);
    expect(logger.of("error")).toEqual([
      'error [default/a] The filter of Fragile.tick (id "tick") failed: no filter today',
      'error [default/b] The filter of Fragile.tick (id "tick") failed: no filter today',
    ]);
  });
});

describe("a timer beside a coalescing handler", () => {
  it.each<[string, () => unknown]>([
    ["is asynchronous", () => Promise.resolve()],
    ["has a result", () => 5],
  ])("begins and ends with its filter where that handler %s", async (_what, answer) => {
    class Both {
      @OnEvent("KopfExample", { coalesce: true })
      seen(): unknown {
        return answer();
      }

      @Timer("KopfExample", { interval: 10, labels: { on: "yes" } })
      tick(): void {
        runs.push(now());
      }
    }
    const { stream } = new EngineBench(Both, { clock });
    stream.added("a", labelled("yes"));
    await clock.advance(15_000);
    expect(runs).toEqual([0, 10]);
    stream.modified("a", labelled("no"));
    await clock.advance(30_000);
    expect(runs).toEqual([0, 10]);
  });
});
