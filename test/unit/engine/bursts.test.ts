import { beforeEach, describe, expect, it } from "@jest/globals";
import { Labels, Memo, OnEvent, ResourceEvent, Spec, Status, Timer } from "kephale";

import { deferred } from "../../support/deferred.js";
import { EngineBench } from "../../support/engine-bench.js";

class Counter extends Memo {
  counter = 0;
}

let gate = deferred<void>();
let seen: unknown[] = [];

beforeEach(() => {
  gate = deferred<void>();
  seen = [];
});

/** Holds the object's worker with the first event. */
class Holding {
  #held = false;

  @OnEvent("KopfExample")
  async hold(): Promise<void> {
    if (this.#held) return;
    this.#held = true;
    await gate.promise;
  }
}

const BURST = 50;

/** One event that holds the worker, and a burst while it does. */
async function burst(bench: EngineBench): Promise<void> {
  const { stream, clock } = bench;
  stream.added("a", { spec: { step: 0 } });
  for (let step = 1; step <= BURST; step++) stream.modified("a", { spec: { step } });
  gate.resolve();
  await clock.settle();
}

describe("a burst of events of one object", () => {
  it("reaches an event handler as so many calls in order, each with its own body", async () => {
    class Reading extends Holding {
      @OnEvent("KopfExample")
      seen(@Spec("step") step: number, event: ResourceEvent): void {
        seen.push([step, event.spec["step"], event.coalesced]);
      }
    }
    const bench = new EngineBench(Reading);
    await burst(bench);
    expect(seen).toEqual(Array.from({ length: BURST + 1 }, (_, step) => [step, step, 0]));
    expect(bench.counters.parses).toBe(BURST + 1);
  });

  it("is not parsed at all where handlers only count", async () => {
    class Counting extends Holding {
      @OnEvent("KopfExample")
      seen(memo: Counter): void {
        memo.counter++;
      }
    }
    const bench = new EngineBench(Counting, { memo: new Counter() });
    await burst(bench);
    expect(bench.loop.memories.find("uid-a")?.memo).toMatchObject({ counter: BURST + 1 });
    expect(bench.counters.parses).toBe(0);
    expect(bench.counters.events).toBe(BURST + 1);
  });

  it("has its name read once only, when the object appears, where handlers only count", () => {
    class Counting {
      @OnEvent("KopfExample")
      seen(memo: Counter): void {
        memo.counter++;
      }
    }
    const { stream } = new EngineBench(Counting, { memo: new Counter() });
    stream.added("a");
    const reads = stream.identityReads;
    for (let step = 0; step < BURST; step++) stream.modified("a");
    stream.list(stream.object("a"));
    expect(stream.identityReads).toBe(reads);
  });

  it("reaches a coalescing handler as one call with the last state, and one parse", async () => {
    class Latest extends Holding {
      @OnEvent("KopfExample", { coalesce: true })
      seen(event: ResourceEvent): void {
        seen.push([event.spec["step"], event.coalesced]);
      }
    }
    const bench = new EngineBench(Latest);
    await burst(bench);
    expect(seen).toEqual([
      [0, 0],
      [BURST, BURST - 1],
    ]);
    expect(bench.counters.parses).toBe(2);
  });

  it("settles timers once, with one parse", async () => {
    class Filtered extends Holding {
      @Timer("KopfExample", { interval: 10, field: "spec.step", value: BURST })
      tick(@Spec("step") step: number): void {
        seen.push(step);
      }
    }
    const bench = new EngineBench(Filtered);
    await burst(bench);
    await bench.clock.advance(10);
    expect(seen).toEqual([BURST]);
    expect(bench.counters.parses).toBe(1);
  });

  it("comes in one chunk to a coalescing handler as one call, also where nothing holds the worker", () => {
    class Latest {
      @OnEvent("KopfExample", { coalesce: true })
      seen(event: ResourceEvent): void {
        seen.push([event.name, event.spec["step"], event.coalesced]);
      }
    }
    const { stream } = new EngineBench(Latest);
    stream.chunk(
      ["ADDED", "a", { spec: { step: 1 } }],
      ["ADDED", "b", { spec: { step: 1 } }],
      ["MODIFIED", "a", { spec: { step: 2 } }],
      ["MODIFIED", "a", { spec: { step: 3 } }],
    );
    expect(seen).toEqual([
      ["a", 3, 2],
      ["b", 1, 0],
    ]);
  });

  it("ends with DELETED: a coalescing handler gets that, for all that came before", async () => {
    class Latest extends Holding {
      @OnEvent("KopfExample", { coalesce: true })
      seen({ type, coalesced }: ResourceEvent): void {
        seen.push([type, coalesced]);
      }
    }
    const { stream, clock } = new EngineBench(Latest);
    stream.chunk(["ADDED", "a"], ["MODIFIED", "a"], ["MODIFIED", "a"], ["DELETED", "a"]);
    gate.resolve();
    await clock.settle();
    expect(seen).toEqual([
      ["ADDED", 0],
      ["DELETED", 2],
    ]);
  });
});

describe("an event", () => {
  it("is parsed once, however many handlers, filters and timers read it", async () => {
    class Readers {
      @OnEvent("KopfExample", { field: "spec.step" })
      one(@Spec("step") step: number, @Status() _status: object): void {
        seen.push(step);
      }

      @OnEvent("KopfExample", { when: ({ spec }) => spec["step"] === 1 })
      async two(event: ResourceEvent): Promise<void> {
        await Promise.resolve();
        seen.push(event.spec["step"]);
      }

      @OnEvent("KopfExample", { coalesce: true })
      three(event: ResourceEvent): void {
        seen.push(event.spec["step"]);
      }

      @Timer("KopfExample", { interval: 60, when: ({ spec }) => spec["step"] === 1 })
      tick(@Spec("step") step: number): void {
        seen.push(step);
      }
    }
    const { stream, clock, counters } = new EngineBench(Readers);
    stream.added("a", { spec: { step: 1 } });
    await clock.advance(10);
    expect(seen).toEqual([1, 1, 1, 1]);
    expect(counters.parses).toBe(1);
  });

  it("is not parsed for its name, its memo or its type", () => {
    class Cheap {
      @OnEvent("KopfExample")
      seen({ name, type, uid, namespace }: ResourceEvent): void {
        seen.push([name, type, uid, namespace]);
      }
    }
    const { stream, counters } = new EngineBench(Cheap);
    stream.added("a");
    expect(seen).toEqual([["a", "ADDED", "uid-a", "default"]]);
    expect(counters.parses).toBe(0);
  });

  it("is parsed for a label filter, once", () => {
    class Labelled {
      @OnEvent("KopfExample", { labels: { app: "web" } })
      seen(@Labels("app") app: string): void {
        seen.push(app);
      }
    }
    const { stream, counters } = new EngineBench(Labelled);
    stream.added("a", { metadata: { labels: { app: "web" } } });
    stream.added("b", { metadata: { labels: { app: "other" } } });
    expect(seen).toEqual(["web"]);
    expect(counters.parses).toBe(2);
  });

  it("that a handler holds on to keeps its values when the next ones have come", () => {
    const kept: ResourceEvent[] = [];
    class Keeping {
      @OnEvent("KopfExample")
      seen(event: ResourceEvent): void {
        kept.push(event);
      }
    }
    const { stream } = new EngineBench(Keeping);
    stream.added("a", { spec: { step: 1 } });
    stream.added("b", { spec: { step: 2 } });
    stream.modified("a", { spec: { step: 3 } });
    expect(kept.map(({ name, type, spec }) => [name, type, spec["step"]])).toEqual([
      ["a", "ADDED", 1],
      ["b", "ADDED", 2],
      ["a", "MODIFIED", 3],
    ]);
  });
});
