import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  Body,
  Labels,
  Meta,
  OnEvent,
  Patch,
  RawEvent,
  ResourceEvent,
  Spec,
  Status,
  Timer,
  TimerTick,
} from "kephale";

import { EngineBench } from "../../support/engine-bench.js";

const OBJECT = {
  metadata: { labels: { app: "web" } },
  spec: { image: { tag: "1" }, list: ["a"] },
  status: { conditions: [{ type: "Ready" }] },
};

let failures: unknown[] = [];

beforeEach(() => {
  failures = [];
});

/** Writes into a value as an author who does not look at types would. */
function write(target: unknown, key: string): void {
  try {
    (target as Record<string, unknown>)[key] = "written";
    failures.push(`${key} was written`);
  } catch (error) {
    failures.push((error as Error).name);
  }
}

describe("what a handler is given of an object", () => {
  it("cannot be changed, as it is shared by all who read it", async () => {
    class Writing {
      @OnEvent("KopfExample")
      seen(
        @Spec() spec: { readonly image: object; readonly list: readonly string[] },
        @Spec("image") image: object,
        @Status() status: { readonly conditions: readonly object[] },
        @Body() body: object,
        @Meta() meta: object,
        @Labels() labels: object,
        @RawEvent() event: { readonly object: object },
      ): void {
        write(spec, "more");
        write(spec.image, "tag");
        write(spec.list, "0");
        write(image, "tag");
        write(status.conditions[0], "type");
        write(body, "spec");
        write(meta, "name");
        write(labels, "app");
        write(event.object, "spec");
      }

      @OnEvent("KopfExample")
      inContext(event: ResourceEvent): void {
        write(event.spec, "more");
        write(event.status, "more");
        write(event.labels, "more");
        write(event.annotations, "more");
        write(event.meta, "more");
        write(event.event?.object, "more");
        write(event.body, "more");
      }

      @Timer("KopfExample", { interval: 10 })
      tick(tick: TimerTick): void {
        write(tick.spec, "more");
      }
    }
    const { stream, clock } = new EngineBench(Writing);
    stream.added("a", OBJECT);
    await clock.advance(1);
    expect(failures).toEqual(Array.from({ length: 17 }, () => "TypeError"));
  });

  it("does not make a patch with a changed copy of it look as if the object had it already", async () => {
    class Appending {
      @OnEvent("KopfExample")
      seen(@Spec("list") list: readonly string[], patch: Patch): void {
        if (list.length === 1) patch.spec["list"] = [...list, "b"];
      }
    }
    const { stream, clock, kube } = new EngineBench(Appending);
    stream.added("a", kube.put(stream.object("a", OBJECT)));
    await clock.settle();
    expect(kube.patches.map(({ patch }) => patch)).toEqual([{ spec: { list: ["a", "b"] } }]);
  });
});
