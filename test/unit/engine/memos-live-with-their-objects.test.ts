import { beforeEach, describe, expect, it } from "@jest/globals";
import { copy, EventType, Memo, Name, OnEvent, ResourceScoped, Timer } from "kephale";

import { EngineBench } from "../../support/engine-bench.js";
import { deferred } from "../../support/deferred.js";

class Counter extends Memo {
  counter = 0;
  label = "first";
  shared: string[] = [];
}

let seen: unknown[] = [];

beforeEach(() => {
  seen = [];
});

class Counting {
  @OnEvent("KopfExample")
  seen(memo: Counter, @Name() name: string): void {
    memo.counter++;
    memo.shared.push(name);
    seen.push([name, memo.counter, memo.label]);
  }
}

describe("a resource's memo", () => {
  it("is one for each object, for all its events and handlers", () => {
    class Two extends Counting {
      @OnEvent("KopfExample", { id: "again" })
      again(memo: Counter, @Name() name: string): void {
        seen.push([name, memo.counter, "again"]);
      }
    }
    const memo = new Counter();
    const { stream } = new EngineBench(Two, { memo });
    stream.added("a");
    stream.added("b");
    stream.modified("a");
    expect(seen).toEqual([
      ["a", 1, "first"],
      ["a", 1, "again"],
      ["b", 1, "first"],
      ["b", 1, "again"],
      ["a", 2, "first"],
      ["a", 2, "again"],
    ]);
    expect(memo.counter).toBe(0);
    expect(memo.shared).toEqual(["a", "b", "a"]);
  });

  it("is copied at the moment of the first sight", () => {
    const memo = new Counter();
    const { stream } = new EngineBench(Counting, { memo });
    stream.added("a");
    memo.label = "second";
    stream.added("b");
    stream.modified("a");
    expect(seen).toEqual([
      ["a", 1, "first"],
      ["b", 1, "second"],
      ["a", 2, "first"],
    ]);
  });

  it("is made before filters are asked, whether or not a handler matches", () => {
    class Filtered {
      @OnEvent("KopfExample", { labels: { wanted: "yes" } })
      seen(memo: Counter): void {
        seen.push(memo.label);
      }
    }
    const memo = new Counter();
    const bench = new EngineBench(Filtered, { memo });
    bench.stream.added("a");
    expect(bench.loop.memories.size).toBe(1);
    memo.label = "later";
    bench.stream.modified("a", { metadata: { labels: { wanted: "yes" } } });
    expect(seen).toEqual(["first"]);
  });

  it("is the same in the DELETED event, and dropped after it; a new object of the name has a new one", () => {
    const bench = new EngineBench(Counting, { memo: new Counter() });
    bench.stream.added("a", { metadata: { uid: "one" } });
    bench.stream.deleted("a", { metadata: { uid: "one" } });
    expect(bench.loop.memories.size).toBe(0);
    bench.stream.added("a", { metadata: { uid: "two" } });
    expect(seen).toEqual([
      ["a", 1, "first"],
      ["a", 2, "first"],
      ["a", 1, "first"],
    ]);
  });

  it("is shared by the streams of two versions, and dropped with the last of them", () => {
    const bench = new EngineBench(Counting, { memo: new Counter() });
    const other = bench.open({ version: "v1beta1", preferred: false });
    bench.stream.added("a");
    other.added("a");
    expect(seen).toEqual([
      ["a", 1, "first"],
      ["a", 2, "first"],
    ]);
    bench.stream.deleted("a");
    expect(bench.loop.memories.size).toBe(1);
    other.deleted("a");
    expect(seen.at(-1)).toEqual(["a", 4, "first"]);
    expect(bench.loop.memories.size).toBe(0);
  });

  it("is new, and its signal too, where the object comes back before its end was handled", async () => {
    const gate = deferred<void>();
    class Slow {
      @OnEvent("KopfExample")
      async seen(memo: Counter, @EventType() type: EventType, signal: AbortSignal): Promise<void> {
        const { counter } = memo;
        memo.counter++;
        await gate.promise;
        seen.push([type, counter, signal.aborted]);
      }
    }
    const bench = new EngineBench(Slow, { memo: new Counter() });
    bench.stream.list(bench.stream.object("a"));
    bench.stream.feed.vanish();
    const again = bench.open();
    again.list(again.object("a"));
    again.modified("a");
    gate.resolve();
    await bench.clock.settle();
    again.modified("a");
    await bench.clock.settle();
    expect(seen).toEqual([
      [null, 0, false],
      ["DELETED", 1, false],
      [null, 0, false],
      ["MODIFIED", 1, false],
      ["MODIFIED", 2, false],
    ]);
    expect(bench.loop.memories.size).toBe(1);
  });

  it("ends with the operator also where its object came back before its end was handled", async () => {
    const gate = deferred<void>();
    const signals: AbortSignal[] = [];
    class Slow {
      @OnEvent("KopfExample")
      async seen(signal: AbortSignal): Promise<void> {
        signals.push(signal);
        await gate.promise;
      }
    }
    const bench = new EngineBench(Slow, { memo: new Counter() });
    bench.stream.list(bench.stream.object("a"));
    bench.stream.feed.vanish();
    const again = bench.open();
    again.list(again.object("a"));
    const stopping = bench.stop();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    gate.resolve();
    await stopping;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
    expect(bench.loop.memories.size).toBe(0);
  });

  it("keeps its signal when one of two streams loses the object", async () => {
    const aborted: boolean[] = [];
    class Listening {
      @OnEvent("KopfExample")
      async seen(signal: AbortSignal): Promise<void> {
        await Promise.resolve();
        aborted.push(signal.aborted);
      }
    }
    const bench = new EngineBench(Listening, { memo: new Counter() });
    const other = bench.open({ version: "v1beta1", preferred: false });
    bench.stream.added("a");
    other.added("a");
    await bench.clock.settle();
    other.feed.vanish();
    await bench.clock.settle();
    bench.stream.modified("a");
    await bench.clock.settle();
    expect(aborted).toEqual([false, false, false, false]);
  });

  it("is the operator's own where [copy] returns this", () => {
    class Shared {
      counter = 0;
      [copy](): this {
        return this;
      }
    }
    class CountingTogether {
      @OnEvent("KopfExample")
      seen(memo: Shared): void {
        memo.counter++;
      }
    }
    const memo = new Shared();
    const { stream } = new EngineBench(CountingTogether, { memo });
    stream.added("a");
    stream.added("b");
    expect(memo.counter).toBe(2);
  });

  it.each(["throws", "returns nothing"])(
    "whose [copy] %s leaves out that object's event, with one error, and is tried again at its next",
    (way) => {
      let isBroken = true;
      class Fragile {
        [copy](): Fragile {
          if (isBroken && way === "throws") throw new Error("out of order");
          if (isBroken) return JSON.parse("null");
          return new Fragile();
        }
      }
      class Seeing {
        @OnEvent("KopfExample")
        seen(@Name() name: string, @EventType() type: string): void {
          seen.push([name, type]);
        }
      }
      const { stream, logger, loop } = new EngineBench(Seeing, { memo: new Fragile() });
      stream.added("a");
      expect(seen).toEqual([]);
      expect(loop.memories.size).toBe(0);
      expect(logger.of("error")).toHaveLength(1);
      expect(logger.of("error")[0]).toContain("KopfExample default/a");
      expect(logger.of("error")[0]).toContain(way === "throws" ? "out of order" : "returned null");
      isBroken = false;
      stream.added("b");
      stream.modified("a");
      expect(seen).toEqual([
        ["b", "ADDED"],
        ["a", "MODIFIED"],
      ]);
      expect(logger.of("error")).toHaveLength(1);
    },
  );

  it("that could not be copied in a listing is tried again in the next one", () => {
    let isBroken = true;
    class Fragile {
      [copy](): Fragile {
        if (isBroken) throw new Error("out of order");
        return new Fragile();
      }
    }
    class Seeing {
      @OnEvent("KopfExample")
      seen(@Name() name: string): void {
        seen.push(name);
      }
    }
    const { stream } = new EngineBench(Seeing, { memo: new Fragile() });
    const object = stream.object("a");
    stream.list(object);
    isBroken = false;
    stream.list(object);
    expect(seen).toEqual(["a"]);
  });
});

describe("a @ResourceScoped service", () => {
  @ResourceScoped()
  class Inner {
    constructor(readonly memo: Counter) {
      seen.push("inner made");
    }
    [Symbol.dispose](): void {
      seen.push("inner disposed");
    }
  }

  @ResourceScoped()
  class Outer {
    readonly #inner: Inner;
    constructor(inner: Inner, memo: Counter) {
      this.#inner = inner;
      seen.push(`outer made ${this.#inner.memo === memo}`);
    }
    async [Symbol.asyncDispose](): Promise<void> {
      await Promise.resolve();
      seen.push("outer disposed");
    }
  }

  class Using {
    @OnEvent("KopfExample", { labels: { use: "yes" } })
    async seen(outer: Outer, inner: Inner, @EventType() type: string): Promise<void> {
      await Promise.resolve();
      seen.push(`${type} ${outer instanceof Outer} ${inner.memo.counter++}`);
    }
  }

  const used = { metadata: { labels: { use: "yes" } } };

  it("is made on first use, with the resource's memo, once for the resource", async () => {
    const { stream, clock } = new EngineBench(Using, { memo: new Counter() });
    stream.added("a");
    await clock.settle();
    expect(seen).toEqual([]);
    stream.modified("a", used);
    stream.modified("a", used);
    stream.added("b", used);
    await clock.settle();
    expect(seen.filter((line) => line === "inner made")).toHaveLength(2);
    expect(seen.filter((line) => line === "outer made true")).toHaveLength(2);
    expect(seen).toContain("MODIFIED true 1");
    expect(seen).toContain("ADDED true 0");
  });

  it("is disposed after the DELETED handlers, in reverse order", async () => {
    const { stream, clock } = new EngineBench(Using, { memo: new Counter() });
    stream.added("a", used);
    stream.deleted("a", used);
    await clock.settle();
    expect(seen).toEqual([
      "inner made",
      "outer made true",
      "ADDED true 0",
      "DELETED true 1",
      "outer disposed",
      "inner disposed",
    ]);
  });

  it("is disposed after a tick that is running has ended", async () => {
    const gate = deferred<void>();
    class Ticking {
      @Timer("KopfExample", { interval: 10 })
      async tick(inner: Inner): Promise<void> {
        await gate.promise;
        seen.push(`tick ended ${inner.memo.counter}`);
      }
    }
    const { stream, clock } = new EngineBench(Ticking, { memo: new Counter() });
    stream.added("a");
    await clock.advance(10);
    stream.deleted("a");
    await clock.settle();
    expect(seen).toEqual(["inner made"]);
    gate.resolve();
    await clock.settle();
    expect(seen).toEqual(["inner made", "tick ended 0", "inner disposed"]);
  });

  it("that fails to be disposed is logged, and the others are disposed", async () => {
    @ResourceScoped()
    class Clumsy {
      constructor(readonly inner: Inner) {}
      [Symbol.dispose](): void {
        throw new Error("stuck");
      }
    }
    class UsingClumsy {
      @OnEvent("KopfExample")
      seen(clumsy: Clumsy): void {
        seen.push(clumsy.inner instanceof Inner);
      }
    }
    const { stream, clock, logger } = new EngineBench(UsingClumsy, { memo: new Counter() });
    stream.added("a");
    stream.deleted("a");
    await clock.settle();
    expect(seen.at(-1)).toBe("inner disposed");
    expect(logger.of("error")).toEqual(["error [default/a] Disposing Clumsy failed: stuck"]);
  });
});
