import { beforeEach, describe, expect, it } from "@jest/globals";
import { EventType, Memo, OnEvent, Spec, Timer } from "kephale";

import type { BoundHandler } from "../../../src/engine/loop/bound-handler.js";
import { type ServedKind, ServedStreams } from "../../../src/engine/watching/served-streams.js";
import type { ResourceStream } from "../../../src/kube/resource-stream.js";
import { EngineBench, FakeStream } from "../../support/engine-bench.js";
import { resource } from "../../support/resources.js";
import { VirtualClock } from "../../support/virtual-clock.js";

const KEX = resource();
const WITH_STATUS = resource({ subresources: ["status"] });

let clock = new VirtualClock();
let seen: string[] = [];
const now = (): number => clock.monotonic() / 1000;

beforeEach(() => {
  clock = new VirtualClock();
  seen = [];
});

class Many {
  @OnEvent("KopfExample")
  first(@EventType() type: EventType, memo: Memo): void {
    const count = memo.get("count", 0) + 1;
    memo["count"] = count;
    seen.push(`first ${type} ${count}`);
  }

  @OnEvent("KopfExample")
  second(@EventType() type: EventType): void {
    seen.push(`second ${type}`);
  }

  @Timer("KopfExample", { interval: 10 })
  plain(): void {
    seen.push(`plain ${now()}`);
  }

  @Timer("KopfExample", { interval: 10 })
  reading(@Spec("step") step: number): void {
    seen.push(`reading ${step} ${now()}`);
  }

  @Timer("KopfExample", { interval: 10, field: "spec.step", value: 1 })
  filtered(): void {
    seen.push(`filtered ${now()}`);
  }

  @Timer("KopfExample", { idle: 10 })
  idle(): void {
    seen.push(`idle ${now()}`);
  }
}

/** The handlers with these names. */
function only(bench: EngineBench, ...names: readonly string[]): readonly BoundHandler[] {
  return bench.handlers.filter(({ definition }) =>
    names.some((name) => definition.name.endsWith(`.${name}`)),
  );
}

/** A bench whose stream has an object, and only these handlers. */
function benchWith(...names: readonly string[]): EngineBench {
  const bench = new EngineBench(Many, { clock });
  bench.stream.feed.adopt(bench.plan(KEX, only(bench, ...names)));
  return bench;
}

describe("a kind that changes while it is served", () => {
  it("has its status sent as its resource says now", async () => {
    class Answering {
      @OnEvent("KopfExample")
      seen(): string {
        return "yes";
      }
    }
    const bench = new EngineBench(Answering, { clock });
    bench.kube.put(bench.stream.object("a"));
    expect(bench.stream.feed.adopt(bench.plan(WITH_STATUS))).toBe(false);
    bench.stream.added("a");
    await clock.settle();
    expect(bench.kube.patches.map(({ subresource }) => subresource)).toEqual(["status"]);
  });

  it("keeps its timers at their pace", async () => {
    const bench = benchWith("plain", "filtered");
    bench.stream.added("a", { spec: { step: 1 } });
    await clock.advance(5000);
    bench.stream.feed.adopt(bench.plan(WITH_STATUS, only(bench, "plain", "filtered")));
    await clock.advance(6000);
    expect(seen).toEqual(["plain 0", "filtered 0", "plain 10", "filtered 10"]);
  });

  it("has the plan that it had where nothing has changed that a plan is made of", () => {
    const bench = new EngineBench(Many, { clock });
    expect(bench.plan(resource({ categories: ["all"] }))).toBe(bench.plan(KEX));
    expect(bench.plan(WITH_STATUS)).not.toBe(bench.plan(KEX));
  });
});

describe("a kind whose handlers change while it is served", () => {
  it("has its next events handled by those that it has then, with the memos that are there", () => {
    const bench = benchWith("first");
    bench.stream.added("a");
    bench.stream.feed.adopt(bench.plan(KEX, only(bench, "first", "second")));
    bench.stream.modified("a");
    bench.stream.feed.adopt(bench.plan(KEX, only(bench, "second")));
    bench.stream.modified("a");
    expect(seen).toEqual([
      "first ADDED 1",
      "first MODIFIED 2",
      "second MODIFIED",
      "second MODIFIED",
    ]);
  });

  it("has the timers that it has then, and those that stay go on", async () => {
    const bench = benchWith("first", "plain", "filtered");
    bench.stream.added("a", { spec: { step: 1 } });
    await clock.advance(5000);
    bench.stream.feed.adopt(bench.plan(KEX, only(bench, "first", "filtered", "idle")));
    await clock.advance(11_000);
    expect(seen).toEqual(["first ADDED 1", "plain 0", "filtered 0", "filtered 10", "idle 15"]);
    bench.stream.feed.adopt(bench.plan(KEX, only(bench, "first")));
    await clock.advance(60_000);
    expect(seen).toHaveLength(5);
    expect(bench.runner.size).toBe(0);
  });

  it.each([
    ["reading", "reading 1 6"],
    ["filtered", "filtered 6"],
    ["idle", "idle 15"],
  ])(
    "is listed again, without an event for what is known, where a timer needs more of it: %s",
    async (name, expected) => {
      const bench = benchWith("first");
      const object = bench.stream.object("a", { spec: { step: 1 } });
      bench.stream.list(object);
      await clock.advance(5000);
      expect(bench.stream.feed.adopt(bench.plan(KEX, only(bench, "first", name)))).toBe(true);
      await clock.advance(1000);
      bench.stream.list(object);
      await clock.advance(10_000);
      expect(seen.slice(0, 2)).toEqual(["first null 1", expected]);
    },
  );

  it("starts such a timer also for an object that has changed meanwhile", async () => {
    const bench = benchWith("first");
    bench.stream.list(bench.stream.object("a", { spec: { step: 1 } }));
    bench.stream.feed.adopt(bench.plan(KEX, only(bench, "first", "reading")));
    bench.stream.list(bench.stream.object("a", { spec: { step: 2 } }));
    await clock.advance(1000);
    expect(seen).toEqual(["first null 1", "first null 2", "reading 2 0"]);
  });
});

describe("the stream of a kind that changes", () => {
  class Played {
    readonly log: string[] = [];
    readonly bench = new EngineBench(Many, {
      clock,
      settings: { watching: { metadataOnly: true } },
    });
    readonly streams = new ServedStreams(({ plan }, _namespace, known) => {
      const feed = known ?? new FakeStream(this.bench, plan).feed;
      this.log.push(`start ${plan.view}`);
      const stop = async (): Promise<void> => {
        await Promise.resolve();
        this.log.push("stop");
      };
      return { stream: {} as ResourceStream, feed, stop };
    });

    kind(of = KEX, ...names: readonly string[]): ServedKind {
      return { resource: of, plan: this.bench.plan(of, only(this.bench, ...names)) };
    }
  }

  it("goes on where the server is asked for the same", async () => {
    const played = new Played();
    await played.streams.adjust([played.kind(KEX, "first")], undefined);
    await played.streams.adjust([played.kind(WITH_STATUS, "first", "second")], undefined);
    expect(played.log).toEqual(["start metadata"]);
    expect(played.streams.all[0]?.feed.plan.resource).toBe(WITH_STATUS);
  });

  it("begins anew, with the same objects, where it asks for more of them", async () => {
    const played = new Played();
    await played.streams.adjust([played.kind(KEX, "first")], undefined);
    const [before] = played.streams.all;
    await played.streams.adjust([played.kind(KEX, "first", "idle")], undefined);
    expect(played.log).toEqual(["start metadata", "stop", "start full"]);
    expect(played.streams.all[0]).not.toBe(before);
    expect(played.streams.all[0]?.feed).toBe(before?.feed);
  });
});
