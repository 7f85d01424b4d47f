import { beforeEach, describe, expect, it } from "@jest/globals";
import { EventType, Name, OnEvent, Patch, ResourceEvent, Timer } from "kephale";

import type { KubernetesObject } from "../../../src/resources/kubernetes-object.js";
import type { LogDetails } from "../../../src/telemetry/logger.js";
import type { LogLevel } from "../../../src/support/log-level.js";
import { EngineBench, type FakeStream } from "../../support/engine-bench.js";
import { NamingLogger } from "../../support/naming-logger.js";
import { VirtualClock } from "../../support/virtual-clock.js";

let clock = new VirtualClock();
let seen: string[] = [];
const now = (): number => clock.monotonic() / 1000;

beforeEach(() => {
  clock = new VirtualClock();
  seen = [];
});

/** A logger that breaks whoever tells of an error. */
class BrokenLogger extends NamingLogger {
  override log(level: LogLevel, message: string, details?: LogDetails): void {
    if (level === "error") throw new Error("no log today");
    super.log(level, message, details);
  }

  override child(): this {
    return this;
  }
}

/** The text of an object with this text as a part of it. */
function textWith(part: string, object: KubernetesObject): string {
  return JSON.stringify({ ...object, spec: { part: "?" } }).replace('"?"', part);
}

/** A stream can tell it from others, and nobody can parse it. */
const unreadable = (stream: FakeStream, name: string): string =>
  textWith("tru", stream.object(name));

/** Deeper than any function may call itself. */
const deep = (stream: FakeStream, name: string): string =>
  textWith("[".repeat(9000) + "]".repeat(9000), stream.object(name));

describe("an object that cannot be read", () => {
  class Idle {
    @OnEvent("KopfExample")
    event(@EventType() type: EventType, @Name() name: string): void {
      seen.push(`${type} ${name}`);
    }

    @Timer("KopfExample", { idle: 1 })
    tick(@Name() name: string): void {
      seen.push(`tick ${name}`);
    }
  }

  class AsyncIdle extends Idle {
    @OnEvent("KopfExample")
    async wait(): Promise<void> {
      await Promise.resolve();
    }
  }

  it.each([
    ["synchronous", Idle],
    ["asynchronous", AsyncIdle],
  ])(
    "has one error, and the others of its chunk have their timers: %s handlers",
    async (_how, operator) => {
      const { stream, logger } = new EngineBench(operator, { clock });
      stream.raw("ADDED", unreadable(stream, "bad"));
      stream.added("good");
      await clock.advance(2000);
      expect(seen).toEqual(["ADDED bad", "ADDED good", "tick good"]);
      expect(logger.of("error")).toEqual([
        expect.stringContaining(
          "[default/bad] Its timers could not follow its last change, and go on as they were: The server sent a KopfExample that is no JSON",
        ),
      ]);
      stream.modified("bad");
      await clock.advance(2000);
      expect(seen.slice(3)).toEqual(["MODIFIED bad", "tick bad"]);
    },
  );

  it("is told as gone like the others, when a listing does not bring it", async () => {
    class Reading {
      @OnEvent("KopfExample")
      event(event: ResourceEvent): void {
        if (event.type === "DELETED") seen.push(`${event.name} ${String(event.spec["part"])}`);
      }

      @Timer("KopfExample", { idle: 100 })
      tick(): void {}
    }
    const { stream, logger, loop } = new EngineBench(Reading, { clock });
    stream.added("a", { spec: { part: 1 } });
    stream.raw("ADDED", unreadable(stream, "bad"));
    stream.added("b", { spec: { part: 2 } });
    stream.list();
    await clock.settle();
    expect(seen).toEqual(["a 1", "b 2"]);
    expect(loop.memories.size).toBe(0);
    expect(logger.of("error").at(-1)).toContain(
      '[default/bad] Reading.event (id "event") failed on DELETED: The server sent a KopfExample',
    );
  });

  it("for its depth alone is read all the same", async () => {
    const { stream, logger } = new EngineBench(AsyncIdle, { clock });
    stream.raw("ADDED", deep(stream, "deep"));
    stream.added("flat");
    await clock.advance(2000);
    expect(seen.slice(2).toSorted()).toEqual(["tick deep", "tick flat"]);
    expect(logger.lines).toEqual([]);
  });
});

describe("a patch that cannot be read", () => {
  it("is told, and its object goes on", async () => {
    class Hostile {
      @OnEvent("KopfExample")
      event(patch: Patch, @EventType() type: EventType): void {
        seen.push(String(type));
        const { proxy, revoke } = Proxy.revocable({}, {});
        patch.spec["proxy"] = proxy;
        revoke();
      }
    }
    const { stream, logger } = new EngineBench(Hostile, { clock });
    stream.added("a");
    await clock.settle();
    stream.modified("a");
    await clock.settle();
    expect(seen).toEqual(["ADDED", "MODIFIED"]);
    expect(logger.of("error")).toHaveLength(2);
    expect(logger.of("error")[0]).toContain("[default/a] Changing the object failed: ");
  });
});

describe("a logger that fails", () => {
  const failAtOnce = (): never => {
    throw new Error("oops");
  };

  it.each([
    ["synchronous", failAtOnce],
    ["asynchronous", async () => Promise.reject(new Error("oops"))],
  ])("keeps no event from its handlers: %s ones", async (_how, fail) => {
    class Failing {
      @OnEvent("KopfExample")
      first(): unknown {
        return fail();
      }

      @OnEvent("KopfExample")
      second(@EventType() type: EventType, @Name() name: string): void {
        seen.push(`${type} ${name}`);
      }
    }
    const { stream } = new EngineBench(Failing, { clock, logger: new BrokenLogger() });
    stream.chunk(["ADDED", "a"], ["ADDED", "b"], ["MODIFIED", "a"]);
    await clock.settle();
    stream.modified("b");
    await clock.settle();
    expect(seen.toSorted()).toEqual(["ADDED a", "ADDED b", "MODIFIED a", "MODIFIED b"]);
  });

  it.each([
    ["synchronous", failAtOnce],
    ["asynchronous", async () => Promise.reject(new Error("oops"))],
  ])("keeps no timer from its runs: %s ones", async (_how, fail) => {
    class Failing {
      @Timer("KopfExample", { interval: 10, backoff: 2 })
      tick(@Name() name: string): unknown {
        seen.push(`${name}${now()}`);
        return fail();
      }
    }
    const { stream } = new EngineBench(Failing, { clock, logger: new BrokenLogger() });
    stream.added("a");
    stream.added("b");
    await clock.advance(3000);
    expect(seen).toEqual(["a0", "b0", "a2", "b2"]);
  });
});
