import { describe, expect, it } from "@jest/globals";
import { EventType, Memo, Name, OnEvent } from "kephale";

import { example, exampleWith } from "../../support/kopf-example.js";
import { OperatorOnSandbox } from "../../support/operators.js";
import { expectNoOtherList } from "../../support/lists.js";
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

const FAST = { settings: { watching: { reconnectBackoff: 0.001 } } } as const;

async function edit(run: OperatorOnSandbox<CountingMemo>, from: number, to: number): Promise<void> {
  for (let size = from; size <= to; size++)
    await run.sandbox.patch(example("a"), { spec: { size } });
}

describe("a watch that goes wrong", () => {
  it.each([
    ["is cut between lines", false],
    ["is cut in the middle of a line", true],
  ])(
    "goes on where it was when it %s: each event is counted once, and nothing is listed again",
    async (_, midLine) => {
      await using run = await OperatorOnSandbox.start(Counting, new CountingMemo(), {
        bootstrap: FAST,
      });
      const object = await run.sandbox.create(exampleWith("a", { size: 0 }));
      for (let round = 0; round < 5; round++) {
        await edit(run, 10 * round + 1, 10 * round + 5);
        run.sandbox.cutWatches({ midLine });
        await edit(run, 10 * round + 6, 10 * round + 10);
      }
      await until(() => run.running.counters.events === 51, "51 events");
      expect(run.running.memoOf(object).counter).toBe(51);
      await expectNoOtherList(run.running);
    },
  );

  it("is listed again once when the server has forgotten its version, and finds what vanished meanwhile", async () => {
    const seen: unknown[] = [];
    class Seeing {
      @OnEvent("KopfExample")
      seen(@Name() name: string, @EventType() type: string): void {
        seen.push([name, type]);
      }
    }
    await using run = await OperatorOnSandbox.start(Seeing, undefined, {
      bootstrap: FAST,
      sandbox: {
        objects: [exampleWith("gone", {}), exampleWith("same", {}), exampleWith("changed", {})],
      },
    });
    await until(() => seen.length === 3, "the first listing");
    const blocked = run.sandbox.intercept(({ verb, resource }) =>
      verb === "watch" && resource === "kopfexamples" ? { status: 503 } : undefined,
    );
    run.sandbox.cutWatches();
    await run.sandbox.delete(example("gone"));
    await run.sandbox.patch(example("changed"), { spec: { size: 1 } });
    run.sandbox.compact();
    blocked[Symbol.dispose]();
    await until(() => seen.length === 5, "what changed meanwhile");
    expect(seen.slice(3)).toEqual([
      ["changed", null],
      ["gone", "DELETED"],
    ]);
    expect(run.running.counters.listCauses["expired"]).toBeLessThanOrEqual(2);
  });

  it("is opened again when it stays silent, without a listing", async () => {
    await using run = await OperatorOnSandbox.start(Counting, new CountingMemo(), {
      bootstrap: { settings: { watching: { reconnectBackoff: 0.001, inactivityTimeout: 0.05 } } },
    });
    let watches = 0;
    const silent = run.sandbox.intercept(({ verb, resource }) => {
      if (verb !== "watch" || resource !== "kopfexamples") return undefined;
      watches++;
      return { silence: true };
    });
    run.sandbox.cutWatches();
    await until(() => watches >= 2, "a second silent watch");
    const object = await run.sandbox.create(exampleWith("a", {}));
    silent[Symbol.dispose]();
    await until(() => run.running.counters.events === 1, "the event");
    expect(run.running.memoOf(object).counter).toBe(1);
    await expectNoOtherList(run.running);
  });

  it("waits for a server that is busy or failing, and loses nothing", async () => {
    await using run = await OperatorOnSandbox.start(Counting, new CountingMemo(), {
      bootstrap: FAST,
    });
    const faults = [
      { status: 429, retryAfterSeconds: 0 },
      { status: 500 },
      { reset: true },
      { status: 503 },
    ] as const;
    let met = 0;
    using _ = run.sandbox.intercept(({ verb, resource }) =>
      verb === "watch" && resource === "kopfexamples" ? faults[met++] : undefined,
    );
    run.sandbox.cutWatches();
    const object = await run.sandbox.create(exampleWith("a", {}));
    await until(() => run.running.counters.events === 1, "the event");
    expect(run.running.memoOf(object).counter).toBe(1);
    await expectNoOtherList(run.running);
    const warnings = run.logger.lines.filter((line) =>
      line.includes("kopfexamples.v1.kopf.dev failed"),
    );
    expect(warnings.length).toBeGreaterThan(0);
  });

  it("leaves out what cannot be read, and goes on", async () => {
    await using run = await OperatorOnSandbox.start(Counting, new CountingMemo(), {
      bootstrap: FAST,
    });
    const body = [
      "this is no JSON",
      '{"type":"MODIFIED","object":{"kind":"KopfExample"}}',
      '{"type":"STRANGE","object":{"metadata":{"name":"x","uid":"x"}}}',
      "",
    ].join("\n");
    let once = true;
    using _ = run.sandbox.intercept(({ verb, resource }) => {
      if (verb !== "watch" || resource !== "kopfexamples" || !once) return undefined;
      once = false;
      return { status: 200, body };
    });
    run.sandbox.cutWatches();
    await run.sandbox.create(exampleWith("a", {}));
    await until(() => run.running.counters.events === 1, "the event after the malformed lines");
    const errors = run.logger.lines.filter((line) => line.includes("cannot be read"));
    expect(errors).toHaveLength(3);
    expect(errors[0]).toContain("this is no JSON");
    expect(errors[1]).toContain("metadata.name");
    expect(errors[2]).toContain("STRANGE");
  });
});
