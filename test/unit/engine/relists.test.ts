import { beforeEach, describe, expect, it } from "@jest/globals";
import { Body, EventType, Memo, Name, OnEvent, RawEvent, ResourceEvent, Timer } from "kephale";

import type { KubernetesObject } from "../../../src/resources/kubernetes-object.js";
import { EngineBench } from "../../support/engine-bench.js";

let seen: unknown[] = [];

beforeEach(() => {
  seen = [];
});

class Seeing {
  @OnEvent("KopfExample")
  seen(@Name() name: string, @EventType() type: EventType): void {
    seen.push(`${name} ${type}`);
  }
}

describe("a later listing", () => {
  it("gives no event for an object whose version is unchanged", () => {
    const { stream } = new EngineBench(Seeing);
    const object = stream.object("a");
    stream.list(object);
    stream.list(object);
    expect(seen).toEqual(["a null"]);
  });

  it("gives no event for an object whose version a watch event has brought", () => {
    const { stream } = new EngineBench(Seeing);
    stream.added("a", { metadata: { resourceVersion: "70" } });
    stream.list(stream.object("a", { metadata: { resourceVersion: "70" } }));
    expect(seen).toEqual(["a ADDED"]);
  });

  it("gives one event of type null for an object that was changed, and for a new one", () => {
    const { stream } = new EngineBench(Seeing);
    stream.list(stream.object("a"));
    stream.list(stream.object("a"), stream.object("b"));
    expect(seen).toEqual(["a null", "a null", "b null"]);
  });

  it("gives one DELETED for an object that is gone, and its memory ends", () => {
    const { stream, loop } = new EngineBench(Seeing);
    const other = stream.object("b");
    stream.list(stream.object("a"), other);
    stream.list(other);
    stream.list(other);
    expect(seen).toEqual(["a null", "b null", "a DELETED"]);
    expect(loop.memories.size).toBe(1);
  });

  it("gives a DELETED and a null for an object that was replaced by one of its name, with a new memo", () => {
    class Counting {
      @OnEvent("KopfExample")
      seen(memo: Memo, { type, uid }: ResourceEvent): void {
        const counter = memo.get("counter", 0) + 1;
        memo["counter"] = counter;
        seen.push(`${uid} ${type} ${counter}`);
      }
    }
    const { stream } = new EngineBench(Counting);
    stream.list(stream.object("a", { metadata: { uid: "one" } }));
    stream.list(stream.object("a", { metadata: { uid: "two" } }));
    expect(seen).toEqual(["one null 1", "two null 1", "one DELETED 2"]);
  });

  class Reading {
    @OnEvent("KopfExample")
    seen(
      @EventType() type: EventType,
      @Body() body: KubernetesObject,
      @RawEvent() raw: unknown,
    ): void {
      if (type === "DELETED") seen.push([body, raw]);
    }
  }

  it("gives what is known of the object where no body was kept, and no raw event", () => {
    const { stream } = new EngineBench(Reading);
    stream.list(stream.object("a", { spec: { step: 1 } }));
    stream.list();
    expect(seen).toEqual([
      [
        {
          apiVersion: "kopf.dev/v1",
          kind: "KopfExample",
          metadata: { name: "a", namespace: "default", uid: "uid-a" },
        },
        undefined,
      ],
    ]);
  });

  it("gives the last body where one was kept", () => {
    class Keeping extends Reading {
      @Timer("KopfExample", { interval: 60 })
      tick(@Body() _body: KubernetesObject): void {
        seen.push("tick");
      }
    }
    const { stream } = new EngineBench(Keeping);
    stream.list(stream.object("a", { spec: { step: 1 } }));
    stream.modified("a", { spec: { step: 2 } });
    stream.list();
    expect(seen).toEqual([[expect.objectContaining({ spec: { step: 2 } }), undefined]]);
  });

  it("ends the timers of an object that is gone", async () => {
    class Ticking {
      @Timer("KopfExample", { interval: 10 })
      tick(@Name() name: string): void {
        seen.push(name);
      }
    }
    const { stream, clock, runner } = new EngineBench(Ticking);
    stream.list(stream.object("a"), stream.object("b"));
    await clock.advance(1000);
    stream.list(stream.object("b"));
    await clock.advance(10_000);
    expect(seen).toEqual(["a", "b", "b"]);
    expect(runner.size).toBe(1);
  });

  it("that begins anew before it is complete loses nothing", () => {
    const { stream } = new EngineBench(Seeing);
    const object = stream.object("a");
    stream.list(object);
    stream.feed.listing();
    stream.list(object);
    expect(seen).toEqual(["a null"]);
  });

  it("of cluster-wide objects has no namespace", () => {
    class Placing {
      @OnEvent("KopfExample")
      seen({ namespace, body }: ResourceEvent): void {
        seen.push([namespace, body.metadata?.namespace]);
      }
    }
    const { stream } = new EngineBench(Placing, { resource: { namespaced: false } });
    stream.list(stream.object("a"));
    stream.list();
    expect(seen).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });
});

describe("a kind that is not served any more", () => {
  it("gives each of its objects a DELETED", () => {
    const { stream, loop } = new EngineBench(Seeing);
    stream.list(stream.object("a"), stream.object("b"));
    stream.feed.vanish();
    expect(seen).toEqual(["a null", "b null", "a DELETED", "b DELETED"]);
    expect(loop.memories.size).toBe(0);
  });
});

describe("an object without a uid", () => {
  it("is known by its place and name", () => {
    const { stream, loop } = new EngineBench(Seeing);
    const uidless = { metadata: { uid: "" } };
    stream.list(stream.object("a", uidless), stream.object("b", uidless));
    stream.deleted("a", uidless);
    expect(loop.memories.size).toBe(1);
    expect(seen).toEqual(["a null", "b null", "a DELETED"]);
  });
});
