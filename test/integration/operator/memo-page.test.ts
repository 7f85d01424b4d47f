// Jest loads CommonJS modules when it links: the polyfill has to be the first of them.
import "reflect-metadata";

import { describe, expect, it } from "@jest/globals";
import { copy, Logger, Memo, OnCleanup, OnEvent, OnStartup, Timer } from "kephale";
import { Sandbox } from "kephale/sandbox";

import { bootstrapWith } from "../../../src/operator/bootstrap.js";
import { example, exampleWith, KOPF_EXAMPLES } from "../../support/kopf-example.js";
import { OperatorOnSandbox } from "../../support/operators.js";
import { RecordingLogger } from "../../support/recording-logger.js";
import { until } from "../../support/until.js";
import { VirtualClock } from "../../support/virtual-clock.js";

class PingMemo extends Memo {
  counter = 0;
  declare started: string[];
}

class PingOperator {
  @OnStartup()
  start(memo: PingMemo): void {
    memo.started = [];
  }

  @OnEvent("KopfExample")
  pinged(memo: PingMemo): void {
    memo.counter++;
  }

  @Timer("KopfExample", { interval: 10 })
  tick(memo: PingMemo, logger: Logger): void {
    logger.info(`${memo.counter} events have been received in 10 seconds.`);
    memo.counter = 0;
  }

  @OnCleanup()
  stop(memo: PingMemo): void {
    memo.started.push("stopped");
  }
}

describe("the operator of the memo page", () => {
  it("tells every ten seconds how many events each object had", async () => {
    await using sandbox = await Sandbox.start({ crds: [KOPF_EXAMPLES] });
    const clock = new VirtualClock();
    const logger = new RecordingLogger();
    const options = { kubeConfig: sandbox.kubeConfig, logger, signals: false };
    await using running = await bootstrapWith(
      { operator: PingOperator, memo: new PingMemo(), options },
      { clock },
    );
    const said = (): readonly string[] =>
      logger.lines.filter((line) => line.includes("events have been received"));
    await running.ready;
    await sandbox.create(exampleWith("a", { size: 0 }));
    await until(() => running.counters.events === 1, "the first event");
    await clock.advance(10);
    for (let size = 1; size <= 5; size++) await sandbox.patch(example("a"), { spec: { size } });
    await until(() => running.counters.events === 6, "five more events");
    await clock.advance(9_980);
    expect(said()).toEqual(["info 1 events have been received in 10 seconds."]);
    await clock.advance(20);
    expect(said()).toEqual([
      "info 1 events have been received in 10 seconds.",
      "info 5 events have been received in 10 seconds.",
    ]);
    await sandbox.delete(example("a"));
    await until(() => running.counters.events === 7, "the end of the object");
    await clock.advance(60_000);
    expect(said()).toHaveLength(2);
  });

  it("gives the operator's memo to activities, and each object a copy of what it was when the object came", async () => {
    const memo = new PingMemo();
    {
      await using run = await OperatorOnSandbox.start(PingOperator, memo);
      memo["later"] = "one";
      const a = await run.sandbox.create(exampleWith("a", {}));
      await until(() => run.running.counters.events === 1, "the event of a");
      memo["later"] = "two";
      const b = await run.sandbox.create(exampleWith("b", {}));
      await until(() => run.running.counters.events === 2, "the event of b");
      const [ofA, ofB] = [run.running.memoOf(a), run.running.memoOf(example("b"))];
      expect(run.running.memo).toBe(memo);
      expect([ofA["later"], ofB["later"]]).toEqual(["one", "two"]);
      expect(ofA.started).toBe(memo.started);
      expect(ofA).toBeInstanceOf(PingMemo);
      await run.sandbox.delete(example("a"));
      await until(() => run.running.counters.events === 3, "the end of a");
      expect(() => run.running.memoOf(a)).toThrow("There is no memo of KopfExample default/a");
      const again = await run.sandbox.create(exampleWith("a", {}));
      await until(() => run.running.counters.events === 4, "another a");
      expect(run.running.memoOf(again)).not.toBe(ofA);
      expect(b).toBeDefined();
    }
    expect(memo.started).toEqual(["stopped"]);
  });

  it("may have one memo for all objects", async () => {
    class Shared {
      counter = 0;
      [copy](): this {
        return this;
      }
    }
    class Counting {
      @OnEvent("KopfExample")
      count(memo: Shared): void {
        memo.counter++;
      }
    }
    await using run = await OperatorOnSandbox.start(Counting, new Shared());
    const a = await run.sandbox.create(exampleWith("a", {}));
    await run.sandbox.create(exampleWith("b", {}));
    await until(() => run.running.memo.counter === 2, "two events in one memo");
    expect(run.running.memoOf(a)).toBe(run.running.memo);
  });
});
