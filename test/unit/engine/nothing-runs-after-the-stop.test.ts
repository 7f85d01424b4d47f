import { beforeEach, describe, expect, it } from "@jest/globals";
import { EventType, OnEvent, Patch, ResourceScoped, Spec, Timer } from "kephale";

import { deferred } from "../../support/deferred.js";
import { EngineBench } from "../../support/engine-bench.js";

let gate = deferred<void>();
let log: unknown[] = [];

beforeEach(() => {
  gate = deferred<void>();
  log = [];
});

/** Stops without the handlers that wait at the gate, which opens then. */
async function stopWithout(bench: EngineBench): Promise<void> {
  const stopping = bench.stop(1000);
  await bench.clock.advance(1000);
  await stopping;
  log.push("stopped");
  gate.resolve();
  await bench.clock.settle();
}

describe("an operator that has stopped without a handler", () => {
  it("calls no other handler of that event, and makes no service anew", async () => {
    @ResourceScoped()
    class Service {
      [Symbol.dispose](): void {
        log.push("disposed");
      }
    }
    class Two {
      @OnEvent("KopfExample")
      async first(_service: Service): Promise<void> {
        log.push("first");
        await gate.promise;
      }

      @OnEvent("KopfExample")
      second(_service: Service): void {
        log.push("second");
      }
    }
    const bench = new EngineBench(Two);
    bench.stream.added("a");
    await stopWithout(bench);
    expect(log).toEqual(["first", "disposed", "stopped"]);
  });

  it("handles none of the events that waited", async () => {
    class Deaf {
      @OnEvent("KopfExample")
      async seen(@Spec("step") step: number): Promise<void> {
        log.push(step);
        if (step > 0) await gate.promise;
      }

      @OnEvent("KopfExample", { coalesce: true })
      latest(): void {
        log.push("latest");
      }
    }
    const bench = new EngineBench(Deaf);
    for (let step = 0; step < 3; step++) bench.stream.modified("a", { spec: { step } });
    bench.stream.deleted("a", { spec: { step: 3 } });
    await stopWithout(bench);
    expect(log).toEqual([0, "latest", 1, "stopped"]);
  });

  it("handles no DELETED to its end", async () => {
    class Deaf {
      @OnEvent("KopfExample")
      async seen(@EventType() type: EventType): Promise<void> {
        log.push(type);
        if (type === "DELETED") await gate.promise;
      }

      @OnEvent("KopfExample", { coalesce: true })
      latest(): void {
        log.push("latest");
      }
    }
    const bench = new EngineBench(Deaf);
    bench.stream.deleted("a");
    await stopWithout(bench);
    expect(log).toEqual(["DELETED", "stopped"]);
  });

  it("sends nothing that it wants changed", async () => {
    class Writing {
      @OnEvent("KopfExample")
      async seen(patch: Patch): Promise<void> {
        await gate.promise;
        patch.status["late"] = true;
      }

      @Timer("KopfExample", { interval: 10 })
      async tick(): Promise<number> {
        await gate.promise;
        return 5;
      }
    }
    const bench = new EngineBench(Writing);
    bench.stream.added("a");
    await bench.clock.advance(10);
    await stopWithout(bench);
    expect(bench.kube.patches).toEqual([]);
    expect(bench.logger.of("error")).toEqual([]);
  });
});
