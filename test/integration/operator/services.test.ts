// Jest loads CommonJS modules when it links: the polyfill has to be the first of them.
import "reflect-metadata";

import { describe, expect, it } from "@jest/globals";
import {
  Clock,
  inject,
  injectable,
  KubeClient,
  Logger,
  Memo,
  Name,
  OnCleanup,
  OnEvent,
  Operator,
  OperatorSettings,
  ResourceScoped,
  singleton,
} from "kephale";
import { container } from "tsyringe";

import { example, exampleWith } from "../../support/kopf-example.js";
import { OperatorOnSandbox } from "../../support/operators.js";
import { until } from "../../support/until.js";

class PingMemo extends Memo {
  counter = 0;
}

abstract class Greeting {
  abstract readonly words: string;
}

@singleton()
class Totals {
  total = 0;
  constructor(readonly memo: PingMemo) {}
}

@injectable()
class Queue {
  constructor(
    readonly memo: PingMemo,
    readonly totals: Totals,
    readonly settings: OperatorSettings,
    readonly kube: KubeClient,
    readonly clock: Clock,
    readonly logger: Logger,
    @inject(Greeting) readonly greeting: Greeting,
    @inject("bucket") readonly bucket: string,
  ) {}
}

const disposed: string[] = [];

@ResourceScoped()
class Journal {
  readonly lines: string[] = [];
  constructor(
    readonly memo: PingMemo,
    readonly totals: Totals,
  ) {}

  async [Symbol.asyncDispose](): Promise<void> {
    disposed.push(`journal with ${this.lines.length} lines`);
  }
}

@ResourceScoped()
class Backlog {
  constructor(
    readonly memo: PingMemo,
    readonly journal: Journal,
  ) {}

  [Symbol.dispose](): void {
    disposed.push("backlog");
    throw new Error("Cannot be disposed.");
  }
}

const seen: { readonly name: string; readonly backlog: Backlog; readonly queue: Queue }[] = [];

@Operator()
class Serving {
  constructor(
    readonly queue: Queue,
    readonly totals: Totals,
  ) {}

  @OnEvent("KopfExample")
  seen(
    memo: PingMemo,
    backlog: Backlog,
    journal: Journal,
    queue: Queue,
    @Name() name: string,
  ): void {
    memo.counter++;
    this.totals.total++;
    journal.lines.push(name);
    expect(backlog.journal).toBe(journal);
    expect(queue).toBe(this.queue);
    seen.push({ name, backlog, queue });
  }

  @OnCleanup()
  stop(): void {
    disposed.push("clean-up");
  }
}

function parent(): typeof container {
  const own = container.createChildContainer();
  own.register("bucket", { useValue: "photos" });
  own.register(Greeting as never, { useValue: { words: "Hello" } });
  return own;
}

describe("services", () => {
  it("exist once for an operator, or once for a resource, with the memo of their place", async () => {
    seen.length = 0;
    disposed.length = 0;
    const memo = new PingMemo();
    {
      await using run = await OperatorOnSandbox.start(Serving, memo, {
        bootstrap: { container: parent() },
      });
      const a = await run.sandbox.create(exampleWith("a", {}));
      await run.sandbox.patch(example("a"), { spec: { again: true } });
      await run.sandbox.create(exampleWith("b", {}));
      await until(() => seen.length === 3, "three events");
      const [first, second, third] = seen;
      expect(first?.backlog).toBe(second?.backlog);
      expect(first?.backlog).not.toBe(third?.backlog);
      expect(first?.backlog.memo).toBe(run.running.memoOf(a));
      expect(first?.queue.memo).toBe(memo);
      expect(first?.queue.totals).toBe(run.running.get(Totals));
      expect(first?.queue.totals.total).toBe(3);
      expect(first?.queue.greeting.words).toBe("Hello");
      expect(first?.queue.bucket).toBe("photos");
      expect(first?.queue.settings).toBe(run.running.settings);
      expect(run.running.get(Clock).now()).toBeGreaterThan(0);
      await run.sandbox.delete(example("a"));
      await until(() => disposed.length === 2, "the services of a to be disposed");
      expect(disposed).toEqual(["backlog", "journal with 3 lines"]);
      expect(run.logger.lines.filter((line) => line.includes("Cannot be disposed."))).toHaveLength(
        1,
      );
    }
    expect(disposed.slice(2)).toEqual(["backlog", "journal with 1 lines", "clean-up"]);
  });

  it("are not shared between operators of one process, nor left in the global container", async () => {
    seen.length = 0;
    await using one = await OperatorOnSandbox.start(Serving, new PingMemo(), {
      bootstrap: { container: parent() },
    });
    await using two = await OperatorOnSandbox.start(Serving, new PingMemo(), {
      bootstrap: { container: parent() },
    });
    expect(one.running.get(Totals)).not.toBe(two.running.get(Totals));
    expect(one.running.get(Totals).memo).toBe(one.running.memo);
    expect(two.running.get(Totals).memo).toBe(two.running.memo);
    expect(container.isRegistered(PingMemo)).toBe(false);
    expect(container.isRegistered(Queue)).toBe(false);
    await one.running.stop();
    await two.sandbox.create(exampleWith("a", {}));
    await until(() => seen.length === 1, "the event in the operator that still runs");
    expect(seen[0]?.queue.memo).toBe(two.running.memo);
  });
});
