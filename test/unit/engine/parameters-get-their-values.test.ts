import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  Annotations,
  Body,
  EventType,
  KubeClient,
  Labels,
  Logger,
  Memo,
  Meta,
  Name,
  Namespace,
  OnEvent,
  OperatorSettings,
  Param,
  Patch,
  RawEvent,
  Resource,
  ResourceEvent,
  Retry,
  Runtime,
  Spec,
  Started,
  Status,
  Timer,
  TimerTick,
  Uid,
} from "kephale";

import type { KubernetesObject } from "../../../src/resources/kubernetes-object.js";
import { EngineBench } from "../../support/engine-bench.js";

let seen: unknown[] = [];

beforeEach(() => {
  seen = [];
});

const OBJECT: KubernetesObject = {
  metadata: {
    uid: "u1",
    resourceVersion: "7",
    labels: { app: "web", "a.b/c": "d" },
    annotations: { note: "x" },
    generation: 3,
  },
  spec: { image: { tag: "1.2" }, zero: 0, list: ["a"] },
  status: { phase: "Ready" },
};

/** What an event handler's decorated parameters get for an object. */
function valuesOf(
  operator: new () => object,
  object: KubernetesObject = OBJECT,
): readonly unknown[] {
  const { stream } = new EngineBench(operator);
  stream.added("a", object);
  return seen;
}

describe("a decorated parameter of an event handler", () => {
  it("gets the object's identity", () => {
    class Taking {
      @OnEvent("KopfExample")
      one(@Name() name: string, @Namespace() namespace: string, @Uid() uid: string): void {
        seen.push(name, namespace, uid);
      }
      @OnEvent("KopfExample")
      two(
        @Resource() resource: {
          readonly kind: string;
          readonly plural: string;
          readonly group: string;
        },
      ): void {
        seen.push(resource.group, resource.plural, resource.kind);
      }
    }
    expect(valuesOf(Taking)).toEqual([
      "a",
      "default",
      "u1",
      "kopf.dev",
      "kopfexamples",
      "KopfExample",
    ]);
  });

  it("gets the object, or a part of it", () => {
    class Taking {
      @OnEvent("KopfExample")
      one(
        @Body() body: KubernetesObject,
        @Spec() spec: object,
        @Status() status: object,
        @Meta() meta: { generation: number },
      ): void {
        seen.push(body.kind, spec, status, meta.generation);
      }
      @OnEvent("KopfExample")
      two(@Labels() labels: object, @Annotations() annotations: object): void {
        seen.push(labels, annotations);
      }
    }
    expect(valuesOf(Taking)).toEqual([
      "KopfExample",
      OBJECT.spec,
      OBJECT.status,
      3,
      { app: "web", "a.b/c": "d" },
      { note: "x" },
    ]);
  });

  it("gets a value at a path; a path into nothing gives undefined", () => {
    class Taking {
      @OnEvent("KopfExample")
      one(
        @Body("spec.image.tag") tag: unknown,
        @Spec("zero") zero: unknown,
        @Status("phase") phase: unknown,
        @Meta("generation") generation: unknown,
        @Labels(["a.b/c"]) label: unknown,
        @Annotations("note") note: unknown,
      ): void {
        seen.push(tag, zero, phase, generation, label, note);
      }
      @OnEvent("KopfExample")
      two(
        @Spec("image.tag.more") one: unknown,
        @Spec("missing.more") two: unknown,
        @Labels("constructor") three: unknown,
        @Status("toString") four: unknown,
      ): void {
        seen.push(one, two, three, four);
      }
    }
    expect(valuesOf(Taking)).toEqual([
      "1.2",
      0,
      "Ready",
      3,
      "d",
      "x",
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("gets {} for spec, status, labels and annotations that are not there", () => {
    class Taking {
      @OnEvent("KopfExample")
      one(
        @Spec() spec: object,
        @Status() status: object,
        @Labels() labels: object,
        @Annotations() annotations: object,
      ): void {
        seen.push(spec, status, labels, annotations);
      }
    }
    expect(valuesOf(Taking, {})).toEqual([{}, {}, {}, {}]);
    seen = [];
    expect(valuesOf(Taking, { spec: null, status: "x" })).toEqual([{}, {}, {}, {}]);
  });

  it("gets what the event is", () => {
    class Taking {
      @OnEvent("KopfExample", { param: { a: 1 } })
      one(
        @EventType() type: string,
        @RawEvent() raw: { type: string; object: KubernetesObject },
        @Param() param: object,
      ): void {
        seen.push(type, raw.type, raw.object.metadata?.uid, param);
      }
      @OnEvent("KopfExample")
      two(@Retry() retry: number, @Runtime() runtime: number, @Started() started: Date): void {
        seen.push(retry, runtime, started.toISOString());
      }
    }
    expect(valuesOf(Taking)).toEqual([
      "ADDED",
      "ADDED",
      "u1",
      { a: 1 },
      0,
      0,
      "2030-01-01T00:00:00.000Z",
    ]);
  });

  it("gets the param of its own decorator where they are stacked", () => {
    class Taking {
      @OnEvent("KopfExample", { id: "two", param: 2 })
      @OnEvent("KopfExample", { id: "one", param: 1 })
      seen(@Param() param: number): void {
        seen.push(param);
      }
    }
    expect(valuesOf(Taking)).toEqual([1, 2]);
  });

  it("has a namespace of undefined where the kind is cluster-wide", () => {
    class Taking {
      @OnEvent("KopfExample")
      seen(@Namespace() namespace: string | undefined, @Name() name: string): void {
        seen.push(namespace, name);
      }
    }
    const { stream } = new EngineBench(Taking, { resource: { namespaced: false } });
    stream.added("a");
    expect(seen).toEqual([undefined, "a"]);
  });
});

describe("a handler", () => {
  it("is called on its operator's instance, with any number of parameters", () => {
    class Instance {
      readonly #own = "own";
      @OnEvent("KopfExample")
      none(): void {
        seen.push(this.#own);
      }
      @OnEvent("KopfExample")
      one(@Name() a: string): void {
        seen.push([this.#own, a]);
      }
      @OnEvent("KopfExample")
      two(@Name() a: string, @Uid() b: string): void {
        seen.push([this.#own, a, b]);
      }
      @OnEvent("KopfExample")
      three(@Name() a: string, @Uid() b: string, @Namespace() c: string): void {
        seen.push([this.#own, a, b, c]);
      }
      @OnEvent("KopfExample")
      four(
        @Name() a: string,
        @Uid() b: string,
        @Namespace() c: string,
        @EventType() d: string,
      ): void {
        seen.push([this.#own, a, b, c, d]);
      }
    }
    expect(valuesOf(Instance)).toEqual([
      "own",
      ["own", "a"],
      ["own", "a", "u1"],
      ["own", "a", "u1", "default"],
      ["own", "a", "u1", "default", "ADDED"],
    ]);
  });

  it("gets what the SDK hands out by class", () => {
    const memo = new Memo();
    class Taking {
      @OnEvent("KopfExample")
      seen(
        logger: Logger,
        settings: OperatorSettings,
        kube: KubeClient,
        signal: AbortSignal,
        patch: Patch,
        own: Memo,
      ): void {
        logger.info("hello");
        seen.push(
          settings.watching.pageSize,
          kube instanceof KubeClient,
          signal.aborted,
          patch instanceof Patch,
          own !== memo,
        );
      }
    }
    const { stream, logger } = new EngineBench(Taking, { memo });
    stream.added("a");
    expect(seen).toEqual([500, true, false, true, true]);
    expect(logger.lines).toEqual(["info [default/a] hello"]);
  });

  it("has everything in its context, too", () => {
    class Taking {
      @OnEvent("KopfExample", { param: "p" })
      seen(event: ResourceEvent): void {
        event.logger.info("hello");
        seen.push(
          [event.name, event.namespace, event.uid, event.type, event.param],
          [event.labels["app"], event.annotations["note"], event.meta.generation],
          [event.spec["zero"], event.status["phase"], event.body.kind],
          [event.event?.type, event.coalesced, event.retry, event.runtime, event.started.getTime()],
          [event.resource.plural, event.settings.watching.pageSize, event.signal.aborted],
          [
            event.patch instanceof Patch,
            event.memo instanceof Memo,
            event.kube instanceof KubeClient,
          ],
        );
      }
    }
    const { stream, logger, clock } = new EngineBench(Taking);
    stream.added("a", OBJECT);
    expect(seen).toEqual([
      ["a", "default", "u1", "ADDED", "p"],
      ["web", "x", 3],
      [0, "Ready", "KopfExample"],
      ["ADDED", 0, 0, 0, clock.now()],
      ["kopfexamples", 500, false],
      [true, true, true],
    ]);
    expect(logger.lines).toEqual(["info [default/a] hello"]);
  });

  it("of a timer gets the same of its object", async () => {
    class Ticking {
      @Timer("KopfExample", { interval: 10, param: "p" })
      tick(
        @Spec("image.tag") tag: string,
        @Labels("app") app: string,
        @Name() name: string,
        tick: TimerTick,
      ): void {
        seen.push([
          tag,
          app,
          name,
          tick.namespace,
          tick.uid,
          tick.param,
          tick.retry,
          tick.status["phase"],
        ]);
      }
    }
    const { stream, clock } = new EngineBench(Ticking);
    stream.added("a", OBJECT);
    await clock.advance(0);
    expect(seen).toEqual([["1.2", "web", "a", "default", "u1", "p", 0, "Ready"]]);
  });

  it("gets values that later events do not change, also where it is asynchronous", async () => {
    class Waiting {
      @OnEvent("KopfExample")
      async seen(
        @Spec("zero") value: unknown,
        @EventType() type: string,
        event: ResourceEvent,
      ): Promise<void> {
        await Promise.resolve();
        await Promise.resolve();
        seen.push([value, type, event.type, event.name]);
      }
    }
    const { stream, clock } = new EngineBench(Waiting);
    stream.chunk(
      ["ADDED", "a", { spec: { zero: 1 } }],
      ["ADDED", "b", { spec: { zero: 2 } }],
      ["MODIFIED", "a", { spec: { zero: 3 } }],
    );
    await clock.settle();
    expect(seen).toEqual([
      [1, "ADDED", "ADDED", "a"],
      [2, "ADDED", "ADDED", "b"],
      [3, "MODIFIED", "MODIFIED", "a"],
    ]);
  });
});
