import { beforeEach, describe, expect, it } from "@jest/globals";
import { EventType, Name, OnEvent, ResourceEvent, Spec } from "kephale";

import { deferred } from "../../support/deferred.js";
import { EngineBench } from "../../support/engine-bench.js";

let gate = deferred<void>();
let seen: unknown[] = [];

beforeEach(() => {
  gate = deferred<void>();
  seen = [];
});

class Slow {
  #held = false;

  @OnEvent("KopfExample")
  async hold(): Promise<void> {
    if (this.#held) return;
    this.#held = true;
    await gate.promise;
  }

  @OnEvent("KopfExample")
  seen(event: ResourceEvent): void {
    seen.push([event.name, event.type, event.spec["step"], event.coalesced]);
  }
}

describe("the events that wait", () => {
  it("are no more than the limit: the oldest fold into the next ones, nothing of the last state is lost", async () => {
    const { stream, clock, logger } = new EngineBench(Slow, {
      settings: { queueing: { backlogLimit: 10 } },
    });
    for (let step = 0; step <= 100; step++) stream.modified("a", { spec: { step } });
    gate.resolve();
    await clock.settle();
    const steps = seen.map((entry) => (entry as [string, string, number, number])[2]);
    expect(steps.length).toBeLessThanOrEqual(11);
    expect(steps).toEqual(steps.toSorted((one, other) => one - other));
    expect(steps[0]).toBe(0);
    expect(steps.at(-1)).toBe(100);
    const stoodFor = seen.reduce<number>((sum, entry) => sum + 1 + (entry as number[])[3]!, 0);
    expect(stoodFor).toBe(101);
    expect(logger.of("warn")).toHaveLength(1);
    expect(logger.of("warn")[0]).toContain("[default/a] More events wait than may");
  });

  it("may be as many as the limit without any of them folded", async () => {
    const { stream, clock, logger } = new EngineBench(Slow, {
      settings: { queueing: { backlogLimit: 10 } },
    });
    for (let step = 0; step <= 10; step++) stream.modified("a", { spec: { step } });
    gate.resolve();
    await clock.settle();
    expect(seen).toHaveLength(11);
    expect(logger.of("warn")).toEqual([]);
  });

  it("are no more than the limit where the streams of two versions bring them in turn", async () => {
    const bench = new EngineBench(Slow, { settings: { queueing: { backlogLimit: 10 } } });
    const other = bench.open({ version: "v2" });
    for (let step = 0; step < 100; step++) {
      bench.stream.modified("a", { spec: { step } });
      other.modified("a", { spec: { step } });
    }
    expect(bench.loop.memories.find("uid-a")?.waiting.length).toBeLessThanOrEqual(10);
    gate.resolve();
    await bench.clock.settle();
    expect(seen.slice(-2).map((entry) => (entry as unknown[])[2])).toEqual([99, 99]);
    const stoodFor = seen.reduce<number>((sum, entry) => sum + 1 + (entry as number[])[3]!, 0);
    expect(stoodFor).toBe(200);
  });

  it("never lose a DELETED", async () => {
    const uidless = { metadata: { uid: "" } };
    const bench = new EngineBench(Slow, { settings: { queueing: { backlogLimit: 4 } } });
    for (let round = 0; round < 20; round++) {
      bench.stream.added("a", uidless);
      bench.stream.modified("a", uidless);
      bench.stream.deleted("a", uidless);
    }
    gate.resolve();
    await bench.clock.settle();
    const types = seen.map((entry) => (entry as string[])[1]);
    expect(types.filter((type) => type === "DELETED")).toHaveLength(20);
  });

  it("hold no more bytes than the operator may, whatever their objects", async () => {
    const size = 10_000;
    const { stream, clock, logger } = new EngineBench(Slow, {
      settings: { queueing: { backlogBytes: 20 * size } },
    });
    for (let step = 0; step <= 200; step++)
      stream.modified("a", { spec: { step, text: "x".repeat(size) } });
    gate.resolve();
    await clock.settle();
    expect(seen.length).toBeLessThanOrEqual(21);
    expect(seen.at(-1)).toEqual(["a", "MODIFIED", 200, expect.any(Number)]);
    expect(logger.of("warn")).toHaveLength(1);
  });

  it("are warned of once for the operator, not once for each object", async () => {
    class AllSlow {
      @OnEvent("KopfExample")
      async seen(): Promise<void> {
        await gate.promise;
      }
    }
    const { stream, logger, clock } = new EngineBench(AllSlow, {
      settings: { queueing: { backlogLimit: 2 } },
    });
    for (const name of ["a", "b", "c"]) for (let step = 0; step < 10; step++) stream.modified(name);
    gate.resolve();
    await clock.settle();
    expect(logger.of("warn")).toHaveLength(1);
  });

  it("of bytes are let go of when they are handled", async () => {
    const bench = new EngineBench(Slow, { settings: { queueing: { backlogBytes: 5000 } } });
    for (let step = 0; step < 5; step++) bench.stream.modified("a", { spec: { step } });
    gate.resolve();
    await bench.clock.settle();
    for (let step = 5; step < 200; step++) {
      bench.stream.modified("a", { spec: { step } });
      await bench.clock.settle();
    }
    expect(seen).toHaveLength(200);
    expect(bench.logger.of("warn")).toEqual([]);
  });
});

describe("queueing.workerLimit", () => {
  const running = new Set<string>();
  let most = 0;
  const work = async (name: string, step: number): Promise<void> => {
    seen.push(`${name}${step}`);
    running.add(name);
    most = Math.max(most, running.size);
    await gate.promise;
    running.delete(name);
  };

  class Working {
    @OnEvent("KopfExample")
    async seen(@Name() name: string, @Spec("step") step: number): Promise<void> {
      await work(name, step);
    }
  }

  class WorkingOnLatest {
    @OnEvent("KopfExample", { coalesce: true })
    async seen(@Name() name: string, @Spec("step") step: number): Promise<void> {
      await work(name, step);
    }
  }

  beforeEach(() => {
    running.clear();
    most = 0;
  });

  it.each([
    ["event handlers", Working],
    ["coalescing handlers", WorkingOnLatest],
  ])("bounds how many objects are in work at once: %s", async (_what, operator) => {
    const { stream, clock } = new EngineBench(operator, {
      settings: { queueing: { workerLimit: 2 } },
    });
    const names = ["a", "b", "c", "d", "e"];
    stream.chunk(...names.map((name) => ["ADDED", name, { spec: { step: 1 } }] as const));
    await clock.settle();
    expect(seen).toEqual(["a1", "b1"]);
    gate.resolve();
    await clock.settle();
    expect(new Set(seen)).toEqual(new Set(["a1", "b1", "c1", "d1", "e1"]));
    expect(most).toBe(2);
    expect(running.size).toBe(0);
  });

  it("keeps the order of an object that waits for its turn", async () => {
    const { stream, clock } = new EngineBench(Working, {
      settings: { queueing: { workerLimit: 1 } },
    });
    stream.added("a", { spec: { step: 1 } });
    stream.added("b", { spec: { step: 1 } });
    stream.modified("b", { spec: { step: 2 } });
    stream.modified("a", { spec: { step: 2 } });
    gate.resolve();
    await clock.settle();
    expect(seen).toEqual(["a1", "a2", "b1", "b2"]);
    expect(most).toBe(1);
  });

  it("takes up all that wait in the order of their coming", async () => {
    const { stream, clock } = new EngineBench(Working, {
      settings: { queueing: { workerLimit: 1 } },
    });
    gate.resolve();
    const expected: string[] = [];
    for (let index = 0; index < 300; index++) {
      stream.added(`a${index}-`, { spec: { step: 1 } });
      expected.push(`a${index}-1`);
      // Some leave while others come.
      if (index % 100 === 50) await clock.settle();
    }
    for (let turn = 0; seen.length < expected.length && turn < 100; turn++) await clock.settle();
    expect(seen).toEqual(expected);
  });

  it("does not bound handlers that wait for nothing", () => {
    class Quick {
      @OnEvent("KopfExample")
      seen(@EventType() type: string): void {
        seen.push(type);
      }
    }
    const { stream } = new EngineBench(Quick, { settings: { queueing: { workerLimit: 1 } } });
    for (const name of ["a", "b", "c"]) stream.added(name);
    expect(seen).toHaveLength(3);
  });
});
