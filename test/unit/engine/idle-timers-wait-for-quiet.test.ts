import { beforeEach, describe, expect, it } from "@jest/globals";
import { Patch, Timer, TimerTick } from "kephale";

import type { KubernetesObject } from "../../../src/resources/kubernetes-object.js";
import { deferred } from "../../support/deferred.js";
import { EngineBench, type FakeStream } from "../../support/engine-bench.js";
import { VirtualClock } from "../../support/virtual-clock.js";

let clock = new VirtualClock();
let runs: number[] = [];
const now = (): number => clock.monotonic() / 1000;

beforeEach(() => {
  clock = new VirtualClock();
  runs = [];
});

const labelled = (on: string): KubernetesObject => ({ metadata: { labels: { on } } });
const spec = (step: number, more: KubernetesObject = {}): KubernetesObject => ({
  spec: { step },
  ...more,
});

describe("an idle timer", () => {
  class Idle {
    @Timer("KopfExample", { idle: 30, interval: 5 })
    tick(): void {
      runs.push(now());
    }
  }

  class IdleOnly {
    @Timer("KopfExample", { idle: 30 })
    tick(): void {
      runs.push(now());
    }
  }

  it("is silent for its time after each change, then runs at its interval", async () => {
    const { stream } = new EngineBench(Idle, { clock });
    stream.added("a", spec(1));
    await clock.advance(41_000);
    expect(runs).toEqual([30, 35, 40]);
    stream.modified("a", spec(2));
    await clock.advance(40_000);
    expect(runs.slice(3)).toEqual([71, 76, 81]);
  });

  it("without an interval runs once for each time of quiet", async () => {
    const { stream } = new EngineBench(IdleOnly, { clock });
    stream.added("a", spec(1));
    await clock.advance(20_000);
    stream.modified("a", spec(2));
    await clock.advance(100_000);
    expect(runs).toEqual([50]);
    stream.modified("a", spec(3));
    await clock.advance(100_000);
    expect(runs).toEqual([50, 150]);
  });

  it("without an interval notices a change that comes while it runs", async () => {
    class Long {
      @Timer("KopfExample", { idle: 30 })
      async tick(): Promise<void> {
        runs.push(now());
        await clock.sleep(10_000);
      }
    }
    const { stream } = new EngineBench(Long, { clock });
    stream.added("a", spec(1));
    await clock.advance(35_000);
    stream.modified("a", spec(2));
    await clock.advance(100_000);
    expect(runs).toEqual([30, 65]);
  });

  it("keeps to its initial delay though its object changes meanwhile", async () => {
    class Delayed {
      @Timer("KopfExample", { idle: 10, initialDelay: 60 })
      tick(): void {
        runs.push(now());
      }
    }
    const { stream } = new EngineBench(Delayed, { clock });
    stream.added("a", spec(1));
    await clock.advance(5000);
    stream.modified("a", spec(2));
    await clock.advance(120_000);
    expect(runs).toEqual([60]);
  });

  it("keeps to the delay of a retry though its object changes meanwhile, and does not run twice for that", async () => {
    class Failing {
      @Timer("KopfExample", { idle: 1, backoff: 600 })
      tick(): void {
        runs.push(now());
        if (runs.length === 1) throw new Error("not yet");
      }
    }
    const { stream } = new EngineBench(Failing, { clock });
    stream.added("a", spec(1));
    await clock.advance(5000);
    stream.modified("a", spec(2));
    await clock.advance(1_200_000);
    expect(runs).toEqual([1, 601]);
    stream.modified("a", spec(3));
    await clock.advance(1000);
    expect(runs).toEqual([1, 601, 1206]);
  });

  it("waits for quiet also before a retry", async () => {
    class Failing {
      @Timer("KopfExample", { idle: 30, backoff: 1 })
      tick(): void {
        runs.push(now());
        if (runs.length === 1) throw new Error("not yet");
      }
    }
    const { stream } = new EngineBench(Failing, { clock });
    stream.added("a", spec(1));
    await clock.advance(30_500);
    stream.modified("a", spec(2));
    await clock.advance(100_000);
    expect(runs).toEqual([30, 60.5]);
  });

  it("never runs twice at once where its filter holds again, and its object changes, before a run has ended", async () => {
    const gate = deferred<void>();
    let running = 0;
    let most = 0;
    class Deaf {
      @Timer("KopfExample", { idle: 1, labels: { on: "yes" } })
      async tick(): Promise<void> {
        runs.push(now());
        most = Math.max(most, ++running);
        await gate.promise;
        running--;
      }
    }
    const { stream } = new EngineBench(Deaf, { clock });
    stream.added("a", spec(1, labelled("yes")));
    await clock.advance(2000);
    stream.modified("a", spec(2, labelled("no")));
    stream.modified("a", spec(3, labelled("yes")));
    stream.modified("a", spec(4, labelled("no")));
    stream.modified("a", spec(5, labelled("yes")));
    stream.modified("a", spec(6, labelled("yes")));
    await clock.advance(10_000);
    expect(most).toBe(1);
    gate.resolve();
    await clock.advance(1000);
    expect([most, runs]).toEqual([1, [1, 12]]);
  });

  it.each<[string, KubernetesObject]>([
    ["its status", spec(1, { status: { seen: 1 } })],
    ["its version", spec(1)],
    ["its managed fields", spec(1, { metadata: { managedFields: [{ manager: "x" }] } })],
    [
      "an annotation of kubectl",
      spec(1, {
        metadata: { annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}" } },
      }),
    ],
    [
      "an annotation of an operator",
      spec(1, { metadata: { annotations: { "kopf.zalando.org/tick": "{}" } } }),
    ],
    ["a finalizer", spec(1, { metadata: { finalizers: ["x"] } })],
  ])("does not wait anew where nothing of a user changes but %s", async (_what, changed) => {
    const { stream } = new EngineBench(Idle, { clock });
    stream.added("a", spec(1));
    await clock.advance(29_000);
    stream.modified("a", changed);
    await clock.advance(2000);
    expect(runs).toEqual([30]);
  });

  it.each<[string, KubernetesObject]>([
    ["its spec", spec(2)],
    ["a label", spec(1, { metadata: { labels: { a: "b" } } })],
    ["an annotation", spec(1, { metadata: { annotations: { a: "b" } } })],
    ["another part of it", spec(1, { data: { a: "b" } })],
  ])("waits anew where a user changes %s", async (_what, changed) => {
    const { stream } = new EngineBench(Idle, { clock });
    stream.added("a", spec(1));
    await clock.advance(29_000);
    stream.modified("a", changed);
    await clock.advance(29_000);
    expect(runs).toEqual([]);
    await clock.advance(1000);
    expect(runs).toEqual([59]);
  });

  describe.each(["after", "before"])(
    "that changes its object itself, when the watch tells it %s the answer",
    (when) => {
      it("does not take that for a user's change", async () => {
        class Writing {
          @Timer("KopfExample", { idle: 30, interval: 5 })
          tick(tick: TimerTick, patch: Patch): void {
            runs.push(now());
            patch.metadata.annotations["count"] = String(runs.length);
            if (tick.spec["step"] !== 1) throw new Error("the object is not seen");
          }
        }
        const { stream, kube } = new EngineBench(Writing, { clock });
        const object = kube.put(stream.object("a", spec(1)));
        const tell = async (patched: KubernetesObject): Promise<void> => {
          stream.modified("a", patched);
          await Promise.resolve();
        };
        if (when === "before") kube.afterPatch = tell;
        stream.list(object);
        await clock.advance(30_000);
        for (let run = 0; run < 3; run++) {
          const patched = kube.objects.get("a");
          if (when === "after" && patched !== undefined) await tell(patched);
          await clock.advance(5000);
        }
        expect(runs).toEqual([30, 35, 40, 45]);
      });
    },
  );

  describe("whose object a user changes just before it does", () => {
    class Writing {
      @Timer("KopfExample", { idle: 30, interval: 5 })
      tick(_tick: TimerTick, patch: Patch): void {
        runs.push(now());
        patch.metadata.annotations["count"] = "1";
      }
    }
    const users = spec(2);
    const both = spec(2, { metadata: { annotations: { count: "1" } } });

    /** Runs for the first time; while its patch is on the way, a user's change is done, and then this happens. */
    async function run(meanwhile: (stream: FakeStream) => void = () => {}): Promise<FakeStream> {
      const { stream, kube } = new EngineBench(Writing, { clock });
      stream.list(kube.put(stream.object("a", spec(1))));
      kube.beforePatch = () => {
        if (runs.length === 1) kube.put({ ...kube.objects.get("a"), ...users });
      };
      kube.afterPatch = () => {
        if (runs.length === 1) meanwhile(stream);
      };
      await clock.advance(30_000);
      return stream;
    }

    it("waits anew where the watch tells of both together, after the answer", async () => {
      const stream = await run();
      stream.chunk(["MODIFIED", "a", users], ["MODIFIED", "a", both]);
      await clock.advance(30_000);
      expect(runs).toEqual([30, 60]);
    });

    it("waits anew where the watch tells of both together, before the answer", async () => {
      await run((stream) => stream.chunk(["MODIFIED", "a", users], ["MODIFIED", "a", both]));
      await clock.advance(30_000);
      expect(runs).toEqual([30, 60]);
    });

    it("waits anew from the user's change where the watch tells of that before the answer, and of its own after it", async () => {
      const stream = await run((told) => told.modified("a", users));
      await clock.advance(3000);
      stream.modified("a", both);
      await clock.advance(30_000);
      expect(runs).toEqual([30, 60]);
    });
  });

  it("takes its own change for its own also where the server writes it in another way", async () => {
    class Writing {
      @Timer("KopfExample", { idle: 30, interval: 5 })
      tick(_tick: TimerTick, patch: Patch): void {
        runs.push(now());
        patch.spec["cpu"] = `${1000 * runs.length}m`;
      }
    }
    const { stream, kube } = new EngineBench(Writing, { clock });
    stream.list(kube.put(stream.object("a", spec(1))));
    kube.afterPatch = (stored) => {
      Object.assign(stored, { spec: { step: 1, cpu: String(runs.length) } });
    };
    await clock.advance(30_000);
    for (let run = 0; run < 2; run++) {
      stream.modified("a", kube.objects.get("a"));
      await clock.advance(5000);
    }
    expect(runs).toEqual([30, 35, 40]);
  });
});
