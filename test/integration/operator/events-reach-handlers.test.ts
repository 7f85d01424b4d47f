import { afterEach, describe, expect, it, jest } from "@jest/globals";
import {
  EventType,
  Logger,
  Memo,
  Name,
  OnEvent,
  Patch,
  ResourceEvent,
  Spec,
  TemporaryError,
} from "kephale";

import { example, exampleWith, KOPF_EXAMPLES_WITH_STATUS } from "../../support/kopf-example.js";
import { OperatorOnSandbox } from "../../support/operators.js";
import { RecordingLogger } from "../../support/recording-logger.js";
import { until } from "../../support/until.js";

class CountingMemo extends Memo {
  counter = 0;
}

class Counting {
  @OnEvent("KopfExample")
  count(memo: CountingMemo): void {
    memo.counter++;
  }
}

afterEach(() => void jest.restoreAllMocks());

describe("events on their way from the server to the handlers", () => {
  it("counts every event of every object, in the memo of the object", async () => {
    await using run = await OperatorOnSandbox.start(Counting, new CountingMemo());
    const [a, b] = [
      await run.sandbox.create(exampleWith("a", { size: 0 })),
      await run.sandbox.create(exampleWith("b", { size: 0 })),
    ];
    for (let size = 1; size <= 20; size++)
      await run.sandbox.patch(example("a"), { spec: { size } });
    await run.sandbox.patch(example("b"), { spec: { size: 1 } });
    await until(() => run.running.counters.events === 23, "23 events");
    expect(run.running.memoOf(a).counter).toBe(21);
    expect(run.running.memoOf(b).counter).toBe(2);
    expect(run.running.memo.counter).toBe(0);
    expect(run.running.counters.parses).toBe(0);
  });

  it("asks for metadata only where handlers read no more, and for whole objects where they do", async () => {
    class Reading {
      @OnEvent("KopfExample")
      read(@Spec("size") size: number, memo: CountingMemo): void {
        memo.counter += size;
      }
    }
    const accepts: (string | string[] | undefined)[] = [];
    await using counting = await OperatorOnSandbox.start(Counting, new CountingMemo());
    using _ = counting.sandbox.intercept(({ headers, verb, resource }) => {
      if (verb === "watch" && resource === "kopfexamples") accepts.push(headers["accept"]);
      return undefined;
    });
    counting.sandbox.cutWatches();
    await until(() => accepts.length > 0, "the watch to be opened again");
    expect(String(accepts[0])).toContain("as=PartialObjectMetadata");

    await using reading = await OperatorOnSandbox.start(Reading, new CountingMemo());
    const object = await reading.sandbox.create(exampleWith("a", { size: 7 }));
    await until(() => reading.running.counters.parses > 0, "the object to be read");
    expect(reading.running.memoOf(object).counter).toBe(7);
  });

  it("gives the type of each event, null for what was listed, in order", async () => {
    const types: unknown[] = [];
    class Typing {
      @OnEvent("KopfExample")
      typed(@EventType() type: string, @Name() name: string): void {
        types.push([name, type]);
      }
    }
    await using run = await OperatorOnSandbox.start(Typing, undefined, {
      sandbox: { objects: [exampleWith("listed", {})] },
    });
    await run.sandbox.create(exampleWith("made", {}));
    await run.sandbox.patch(example("made"), { spec: { size: 1 } });
    await run.sandbox.delete(example("made"));
    await until(() => types.length === 4, "four events");
    expect(types).toEqual([
      ["listed", null],
      ["made", "ADDED"],
      ["made", "MODIFIED"],
      ["made", "DELETED"],
    ]);
  });

  it("keeps a result in the status, once, though the change is an event itself", async () => {
    let calls = 0;
    class Resulting {
      @OnEvent("KopfExample")
      seen(event: ResourceEvent): object {
        calls++;
        return { size: event.spec["size"] };
      }
    }
    await using run = await OperatorOnSandbox.start(Resulting, undefined, {
      sandbox: { crds: [KOPF_EXAMPLES_WITH_STATUS] },
    });
    await run.sandbox.create(exampleWith("a", { size: 3 }));
    await until(async () => {
      const object = await run.sandbox.get(example("a"));
      return JSON.stringify(object?.["status"]) === '{"seen":{"size":3}}';
    }, "the result in the status");
    await until(() => calls === 2, "the event of the result's own change");
    expect(
      run.sandbox.journal.matching({ verb: "patch" }).map(({ subresource }) => subresource),
    ).toEqual(["status"]);
  });

  it("applies what handlers put into their patch, and a transformation to the fresh object", async () => {
    class Patching {
      @OnEvent("KopfExample", { labels: { seen: (value) => value === undefined } })
      patched(patch: Patch<{ spec: { items: string[] } }>): void {
        patch.metadata.labels["seen"] = "yes";
        patch.transform((object) => void object.spec.items.push("one more"));
      }
    }
    await using run = await OperatorOnSandbox.start(Patching);
    await run.sandbox.create(exampleWith("a", { items: ["first"] }));
    await until(async () => {
      const object = await run.sandbox.get(example("a"));
      return JSON.stringify(object?.["spec"]) === '{"items":["first","one more"]}';
    }, "the transformation");
    const object = await run.sandbox.get(example("a"));
    expect(object?.metadata.labels).toEqual({ seen: "yes" });
  });

  it("does not send what the object has already", async () => {
    let calls = 0;
    class Marking {
      @OnEvent("KopfExample")
      mark(event: ResourceEvent): void {
        calls++;
        event.patch.metadata.labels["seen"] = "yes";
      }
    }
    await using run = await OperatorOnSandbox.start(Marking);
    await run.sandbox.create(exampleWith("a", {}));
    await until(() => calls === 2, "the event of the patch itself");
    await run.sandbox.patch(example("a"), { spec: { size: 1 } });
    await until(() => calls === 3, "one more event");
    await run.running.stop();
    expect(run.sandbox.journal.matching({ verb: "patch" })).toHaveLength(1);
  });

  it("goes on with all objects when handlers of one throw or never end", async () => {
    const seen: string[] = [];
    class Failing {
      @OnEvent("KopfExample")
      async fails(@Name() name: string, logger: Logger): Promise<void> {
        seen.push(name);
        logger.info("seen");
        if (name === "throws") throw new TemporaryError("Not today.");
        if (name === "hangs") await new Promise<never>(() => undefined);
      }
    }
    await using run = await OperatorOnSandbox.start(Failing, undefined, {
      bootstrap: { settings: { queueing: { exitTimeout: 0.01 } } },
    });
    for (const name of ["throws", "hangs", "works"])
      await run.sandbox.create(exampleWith(name, {}));
    for (const name of ["throws", "hangs", "works"])
      await run.sandbox.patch(example(name), { spec: { again: true } });
    await until(() => seen.filter((name) => name === "works").length === 2, "both events of works");
    await until(
      () => seen.filter((name) => name === "throws").length === 2,
      "both events of throws",
    );
    expect(seen.filter((name) => name === "hangs")).toHaveLength(1);
    const errors = run.logger.lines.filter((line) => line.startsWith("error"));
    expect(errors).toHaveLength(2);
    expect(errors[0]).toContain("Failing.fails");
    expect(errors[0]).toContain("Not today.");
  });

  it("goes on where handlers fail and the author's logger too, which is told once", async () => {
    let seen = 0;
    class Failing {
      @OnEvent("KopfExample")
      async fail(): Promise<void> {
        seen++;
        await Promise.reject(new Error("oops"));
      }
    }
    class Broken extends RecordingLogger {
      override log(): never {
        throw new Error("sink down");
      }
    }
    const written: unknown[] = [];
    jest.spyOn(process.stderr, "write").mockImplementation((line) => written.push(line) > 0);
    {
      const bootstrap = { logger: new Broken() };
      await using run = await OperatorOnSandbox.start(Failing, new Memo(), { bootstrap });
      await run.sandbox.create(exampleWith("a", {}));
      await run.sandbox.patch(example("a"), { spec: { size: 1 } });
      await until(() => seen === 2, "both events");
    }
    expect(written).toEqual([expect.stringContaining("`logger` failed: sink down.")]);
  });

  it("handles a body of 1.4 MB", async () => {
    let length = 0;
    class Big {
      @OnEvent("KopfExample")
      big(@Spec("text") text: string): void {
        length = text.length;
      }
    }
    await using run = await OperatorOnSandbox.start(Big);
    await run.sandbox.create(exampleWith("big", { text: "ж".repeat(700_000) }));
    await until(() => length > 0, "the event");
    expect(length).toBe(700_000);
  });
});
