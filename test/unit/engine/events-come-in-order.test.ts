import { beforeEach, describe, expect, it } from "@jest/globals";
import { EventType, Logger, Name, OnEvent, Spec } from "kephale";

import { deferred, type Deferred } from "../../support/deferred.js";
import { EngineBench } from "../../support/engine-bench.js";

let calls: string[] = [];
let gates = new Map<string, Deferred<void>>();

/** Lets a test decide when a handler's call ends. */
async function gate(name: string): Promise<void> {
  const one = deferred<void>();
  gates.set(name, one);
  await one.promise;
}

function open(name: string): void {
  gates.get(name)?.resolve();
}

beforeEach(() => {
  calls = [];
  gates = new Map();
});

class Slow {
  @OnEvent("KopfExample")
  async seen(@Name() name: string, @Spec("step") step: number): Promise<void> {
    calls.push(`${name}${step} begins`);
    if (name === "slow") await gate(`${name}${step}`);
    calls.push(`${name}${step} ends`);
  }
}

const step = (number: number): { spec: { step: number } } => ({ spec: { step: number } });

describe("the events of objects", () => {
  it("never overlap within one object, and keep their order", async () => {
    const { stream, clock } = new EngineBench(Slow);
    stream.added("slow", step(1));
    stream.modified("slow", step(2));
    stream.modified("slow", step(3));
    await clock.settle();
    expect(calls).toEqual(["slow1 begins"]);
    open("slow1");
    await clock.settle();
    expect(calls).toEqual(["slow1 begins", "slow1 ends", "slow2 begins"]);
    open("slow2");
    await clock.settle();
    open("slow3");
    await clock.settle();
    expect(calls.slice(3)).toEqual(["slow2 ends", "slow3 begins", "slow3 ends"]);
  });

  it("are handled at once where another object's handler is slow", async () => {
    const { stream, clock } = new EngineBench(Slow);
    stream.chunk(["ADDED", "slow", step(1)], ["ADDED", "a", step(1)], ["ADDED", "b", step(1)]);
    await clock.settle();
    expect(calls).toEqual(expect.arrayContaining(["a1 ends", "b1 ends"]));
    expect(calls).not.toContain("slow1 ends");
  });

  it("are handled to the end where another object's handler throws, and the error is logged once with its name", async () => {
    class Throwing {
      @OnEvent("KopfExample")
      seen(@Name() name: string): void {
        calls.push(name);
        if (name === "bad") throw new Error("no such luck");
      }

      @OnEvent("KopfExample", { id: "later" })
      async later(@Name() name: string): Promise<void> {
        await Promise.resolve();
        if (name === "bad") throw new Error("no such luck later");
      }
    }
    const { stream, clock, logger } = new EngineBench(Throwing);
    stream.chunk(["ADDED", "bad"], ["ADDED", "good"], ["MODIFIED", "bad"]);
    await clock.settle();
    expect(calls.toSorted()).toEqual(["bad", "bad", "good"]);
    expect(logger.lines).toEqual(
      expect.arrayContaining([
        'error [default/bad] Throwing.seen (id "seen") failed on ADDED: no such luck',
        'error [default/bad] Throwing.later (id "later") failed on ADDED: no such luck later',
      ]),
    );
    expect(logger.of("error")).toHaveLength(4);
  });

  it("go through all handlers in the order of registration, the asynchronous ones waited for", async () => {
    class Many {
      @OnEvent("KopfExample")
      first(): void {
        calls.push("first");
      }

      @OnEvent("KopfExample")
      async second(): Promise<void> {
        calls.push("second begins");
        await gate("second");
        calls.push("second ends");
      }

      @OnEvent("KopfExample")
      third(): void {
        calls.push("third");
      }
    }
    const { stream, clock } = new EngineBench(Many);
    stream.added("a");
    stream.modified("a");
    await clock.settle();
    open("second");
    await clock.settle();
    expect(calls).toEqual([
      "first",
      "second begins",
      "second ends",
      "third",
      "first",
      "second begins",
    ]);
  });

  it("are not tried again after an error", async () => {
    let attempts = 0;
    class Failing {
      @OnEvent("KopfExample")
      seen(): void {
        attempts++;
        throw new Error("again?");
      }
    }
    const { stream, clock } = new EngineBench(Failing);
    stream.added("a");
    await clock.advance(3_600_000);
    expect(attempts).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it("reach a handler with their types, null from a listing", () => {
    class Typed {
      @OnEvent("KopfExample")
      seen(@Name() name: string, @EventType() type: EventType): void {
        calls.push(`${name} ${type}`);
      }
    }
    const { stream } = new EngineBench(Typed);
    stream.list(stream.object("a"));
    stream.chunk(["ADDED", "b"], ["MODIFIED", "b"], ["DELETED", "b"]);
    expect(calls).toEqual(["a null", "b ADDED", "b MODIFIED", "b DELETED"]);
  });

  it("that cannot be read lose no other event", () => {
    class Reading {
      @OnEvent("KopfExample")
      seen(@Spec("step") value: number, logger: Logger): void {
        calls.push(`${value}`);
        logger.info("read");
      }
    }
    const { stream, logger } = new EngineBench(Reading);
    stream.added("a", step(1));
    stream.feed.malformed("no metadata");
    stream.added("b", step(2));
    expect(calls).toEqual(["1", "2"]);
    expect(logger.lines).toContain("info [default/a] read");
    expect(logger.of("error")).toHaveLength(1);
    expect(logger.of("error")[0]).toContain("no metadata");
  });
});
