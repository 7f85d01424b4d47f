import { beforeEach, describe, expect, it } from "@jest/globals";
import { EventType, Name, OnEvent, Patch, ResourceEvent, Spec, Timer } from "kephale";

import type { KubernetesObject } from "../../../src/resources/kubernetes-object.js";
import { ForbiddenError, KubeConnectionError } from "../../../src/kube/errors.js";
import { EngineBench, type FakeStream } from "../../support/engine-bench.js";

let seen: unknown[] = [];

beforeEach(() => {
  seen = [];
});

/** Puts an object on the server, and tells of it. */
function create(bench: EngineBench, name: string, more: KubernetesObject = {}): KubernetesObject {
  const object = bench.kube.put(bench.stream.object(name, more));
  bench.stream.added(name, object);
  return object;
}

/** Tells of each change that a patch makes, as a server does. */
function follow(bench: EngineBench, stream: FakeStream = bench.stream): void {
  bench.kube.afterPatch = (object) => {
    stream.modified(object.metadata?.name ?? "", object);
  };
}

describe("a handler's result", () => {
  class Returning {
    @OnEvent("KopfExample")
    seen(@Name() name: string): unknown {
      seen.push(name);
      return { message: "hello" };
    }
  }

  it("goes to status.<id>", async () => {
    const bench = new EngineBench(Returning);
    create(bench, "a");
    await bench.clock.settle();
    expect(bench.kube.patches).toEqual([
      { name: "a", patch: { status: { seen: { message: "hello" } } }, subresource: undefined },
    ]);
  });

  it("goes to the status subresource where there is one", async () => {
    const bench = new EngineBench(Returning, { resource: { subresources: ["status"] } });
    create(bench, "a");
    await bench.clock.settle();
    expect(bench.kube.patches).toEqual([
      { name: "a", patch: { status: { seen: { message: "hello" } } }, subresource: "status" },
    ]);
  });

  it.each([true, false])(
    "is not sent again where it is there: metadata only is %p",
    async (metadataOnly) => {
      const bench = new EngineBench(Returning, { settings: { watching: { metadataOnly } } });
      follow(bench);
      create(bench, "a");
      await bench.clock.settle();
      await bench.clock.settle();
      // The event of the own write, and nothing after it.
      expect(seen).toEqual(["a", "a"]);
      expect(bench.kube.patches).toHaveLength(1);
      bench.stream.modified("a", bench.kube.objects.get("a"));
      await bench.clock.settle();
      expect(bench.kube.patches).toHaveLength(1);
    },
  );

  it.each([true, false])(
    "is sent again where sending it failed: metadata only is %p",
    async (metadataOnly) => {
      const bench = new EngineBench(Returning, { settings: { watching: { metadataOnly } } });
      bench.kube.beforePatch = () => {
        throw new KubeConnectionError("The server does not answer.");
      };
      const object = create(bench, "a");
      await bench.clock.settle();
      expect(bench.logger.of("error")).toHaveLength(1);
      expect(bench.logger.of("error")[0]).toContain(
        "[default/a] Changing the object failed: The server does not answer.",
      );
      bench.kube.beforePatch = () => undefined;
      bench.stream.modified("a", {
        ...object,
        metadata: { ...object.metadata, resourceVersion: "2000" },
      });
      await bench.clock.settle();
      expect(bench.kube.patches).toHaveLength(2);
    },
  );

  it.each<[string, unknown, unknown]>([
    ["a text", "done", "done"],
    ["a number", 0, 0],
    ["false", false, false],
    ["a list", [1, 2], [1, 2]],
    ["an empty mapping", {}, {}],
  ])("may be %s", async (_what, result, stored) => {
    class Giving {
      @OnEvent("KopfExample", { id: "giving" })
      async seen(): Promise<unknown> {
        await Promise.resolve();
        return result;
      }
    }
    const bench = new EngineBench(Giving);
    create(bench, "a");
    await bench.clock.settle();
    expect(bench.kube.patches).toEqual([
      { name: "a", patch: { status: { giving: stored } }, subresource: undefined },
    ]);
  });

  it("is nothing where it is undefined or null", async () => {
    class Silent {
      @OnEvent("KopfExample")
      one(): null {
        return null;
      }
      @OnEvent("KopfExample")
      async two(): Promise<void> {
        await Promise.resolve();
      }
    }
    const bench = new EngineBench(Silent);
    create(bench, "a");
    await bench.clock.settle();
    expect(bench.kube.patches).toEqual([]);
  });

  it("of a timer goes to status.<id> too, and not again where it is there", async () => {
    class Ticking {
      @Timer("KopfExample", { interval: 10 })
      tick(@Spec("step") step: number): object {
        seen.push(step);
        return { step };
      }
    }
    const bench = new EngineBench(Ticking);
    follow(bench);
    create(bench, "a", { spec: { step: 1 } });
    await bench.clock.advance(30_000);
    expect(seen).toEqual([1, 1, 1, 1]);
    expect(bench.kube.patches).toHaveLength(1);
  });
});

describe("a handler's patch", () => {
  class Both {
    @OnEvent("KopfExample")
    seen(patch: Patch): void {
      patch.spec["step"] = 2;
      patch.status["phase"] = "Ready";
    }
  }

  it("is one for all handlers of an event, with their results", async () => {
    class Two {
      @OnEvent("KopfExample")
      one(patch: Patch): string {
        patch.metadata.labels["seen"] = "yes";
        patch.spec["step"] = 2;
        return "fine";
      }

      @OnEvent("KopfExample")
      async two(event: ResourceEvent): Promise<void> {
        await Promise.resolve();
        event.patch.merge({ spec: { more: null }, metadata: { annotations: { a: "b" } } });
      }
    }
    const bench = new EngineBench(Two);
    create(bench, "a", { spec: { step: 1, more: 1 } });
    await bench.clock.settle();
    expect(bench.kube.patches).toEqual([
      {
        name: "a",
        patch: {
          metadata: { labels: { seen: "yes" }, annotations: { a: "b" } },
          spec: { step: 2, more: null },
          status: { one: "fine" },
        },
        subresource: undefined,
      },
    ]);
    expect(bench.kube.objects.get("a")?.spec).toEqual({ step: 2 });
  });

  it("is not sent where a handler only looks at it", async () => {
    class Looking {
      @OnEvent("KopfExample")
      seen(patch: Patch): void {
        seen.push(Object.keys(patch.metadata.labels).length + Object.keys(patch.spec).length);
      }
    }
    const bench = new EngineBench(Looking);
    create(bench, "a");
    await bench.clock.settle();
    expect(seen).toEqual([0]);
    expect(bench.kube.patches).toEqual([]);
  });

  it("goes in two parts where the status is a subresource", async () => {
    const bench = new EngineBench(Both, { resource: { subresources: ["status"] } });
    create(bench, "a");
    await bench.clock.settle();
    expect(bench.kube.patches).toEqual([
      { name: "a", patch: { spec: { step: 2 } }, subresource: undefined },
      { name: "a", patch: { status: { phase: "Ready" } }, subresource: "status" },
    ]);
  });

  it("sends the status even where the rest may not be changed, and tells of the missing right", async () => {
    const bench = new EngineBench(Both, { resource: { subresources: ["status"] } });
    bench.kube.beforePatch = ({ subresource }) => {
      if (subresource !== undefined) return;
      throw new ForbiddenError("It may not be patched.", { status: 403, reason: "Forbidden" });
    };
    create(bench, "a");
    await bench.clock.settle();
    expect(bench.kube.objects.get("a")).toMatchObject({ status: { phase: "Ready" } });
    expect(bench.logger.lines).toEqual([expect.stringContaining("It may not be patched.")]);
  });

  it("tells of the first refusal where neither part may be sent", async () => {
    const bench = new EngineBench(Both, { resource: { subresources: ["status"] } });
    bench.kube.beforePatch = ({ subresource = "the object" }) => {
      throw new ForbiddenError(`Not ${subresource}.`, { status: 403, reason: "Forbidden" });
    };
    create(bench, "a");
    await bench.clock.settle();
    expect(bench.kube.patches).toHaveLength(2);
    expect(bench.logger.lines).toEqual([expect.stringContaining("Not the object.")]);
  });

  it("of an object that is gone is no error", async () => {
    class Late {
      @OnEvent("KopfExample")
      seen(patch: Patch): void {
        patch.spec["step"] = 2;
      }
    }
    const { stream, clock, kube, logger } = new EngineBench(Late);
    stream.added("a");
    await clock.settle();
    expect(kube.patches).toHaveLength(1);
    expect(logger.lines).toEqual([]);
  });

  it("holds up the object's next events until it is sent, so that they come after it", async () => {
    class Patching {
      @OnEvent("KopfExample")
      seen(patch: Patch, @EventType() type: string): void {
        seen.push(type);
        if (type === "ADDED") patch.spec["step"] = 2;
      }
    }
    const bench = new EngineBench(Patching);
    bench.kube.beforePatch = () => {
      bench.stream.modified("a");
      seen.push("patching");
    };
    create(bench, "a");
    await bench.clock.settle();
    expect(seen).toEqual(["ADDED", "patching", "MODIFIED"]);
  });

  it("of a timer is sent after its run, also where the run fails not", async () => {
    class Ticking {
      @Timer("KopfExample", { interval: 10 })
      async tick(patch: Patch): Promise<void> {
        await Promise.resolve();
        patch.status["phase"] = "Ready";
      }
    }
    const bench = new EngineBench(Ticking);
    create(bench, "a");
    await bench.clock.advance(10);
    expect(bench.kube.patches).toHaveLength(1);
    expect(bench.kube.objects.get("a")?.status).toEqual({ phase: "Ready" });
  });
});

describe("a transformation", () => {
  const push = (object: KubernetesObject): void => {
    const list = (object.spec as { list: string[] }).list;
    list.push(`item${list.length}`);
  };

  class Pushing {
    @OnEvent("KopfExample")
    seen(patch: Patch, @EventType() type: string): void {
      if (type === "ADDED") patch.transform(push);
    }
  }

  it("is applied to the fresh object", async () => {
    const bench = new EngineBench(Pushing);
    const object = bench.stream.object("a", { spec: { list: ["old"] } });
    bench.kube.put({ ...object, spec: { list: ["old", "newer"] } });
    bench.stream.added("a", object);
    await bench.clock.settle();
    expect(bench.kube.objects.get("a")?.spec).toEqual({ list: ["old", "newer", "item2"] });
  });

  it("is applied again to the fresh object on conflict", async () => {
    const bench = new EngineBench(Pushing);
    let conflicts = 2;
    bench.kube.beforePatch = () => {
      const stored = bench.kube.objects.get("a");
      if (conflicts-- > 0 && stored !== undefined) {
        const { list } = stored.spec as { list: string[] };
        bench.kube.put({ ...stored, spec: { list: [...list, "theirs"] } });
      }
    };
    create(bench, "a", { spec: { list: [] } });
    await bench.clock.advance(1000);
    expect(bench.kube.objects.get("a")?.spec).toEqual({ list: ["theirs", "theirs", "item2"] });
    expect(bench.logger.lines).toEqual([]);
  });

  it("is given up, with an error, where the conflicts do not end", async () => {
    const bench = new EngineBench(Pushing);
    bench.kube.beforePatch = () => {
      const stored = bench.kube.objects.get("a");
      if (stored !== undefined) bench.kube.put(stored);
    };
    create(bench, "a", { spec: { list: [] } });
    await bench.clock.advance(500);
    expect(bench.logger.of("error")).toEqual([]);
    await bench.clock.advance(2500);
    expect(bench.kube.patches).toHaveLength(10);
    expect(bench.logger.of("error")).toHaveLength(1);
  });

  it("that changes nothing is not sent", async () => {
    class Idle {
      @OnEvent("KopfExample")
      seen(patch: Patch): void {
        patch.transform(() => undefined);
      }
    }
    const bench = new EngineBench(Idle);
    create(bench, "a");
    await bench.clock.settle();
    expect(bench.kube.gets).toBe(1);
    expect(bench.kube.patches).toEqual([]);
  });

  it("that throws is an error with the object's name, and nothing else stops", async () => {
    class Throwing {
      @OnEvent("KopfExample")
      seen(patch: Patch): void {
        patch.transform(() => {
          throw new Error("not this one");
        });
      }
    }
    const bench = new EngineBench(Throwing);
    create(bench, "a");
    await bench.clock.settle();
    create(bench, "b");
    await bench.clock.settle();
    expect(bench.logger.of("error")).toEqual([
      "error [default/a] Changing the object failed: not this one",
      "error [default/b] Changing the object failed: not this one",
    ]);
  });

  it("of the status holds only if nobody has changed the object meanwhile, where that is a subresource", async () => {
    class Counting {
      @OnEvent("KopfExample")
      seen(patch: Patch, @EventType() type: string): void {
        if (type !== "ADDED") return;
        patch.transform((object) => {
          push(object);
          Reflect.set(object, "status", {
            count: Number(Reflect.get(object.status ?? {}, "count") ?? 0) + 1,
          });
        });
      }
    }
    const bench = new EngineBench(Counting, { resource: { subresources: ["status"] } });
    let isDisturbed = false;
    bench.kube.beforePatch = ({ subresource }) => {
      const stored = bench.kube.objects.get("a");
      if (subresource === undefined || isDisturbed || stored === undefined) return;
      isDisturbed = true;
      bench.kube.put({ ...stored, status: { count: 10 } });
    };
    create(bench, "a", { spec: { list: [] } });
    await bench.clock.advance(1000);
    expect(bench.kube.objects.get("a")).toMatchObject({
      spec: { list: ["item0"] },
      status: { count: 11 },
    });
    expect(bench.logger.lines).toEqual([]);
  });
});
