import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  Activity,
  LifecycleError,
  Memo,
  OnStartup,
  Param,
  PermanentError,
  Retry,
  TemporaryError,
} from "kephale";

import { type ActivityOutcome, runActivity } from "../../../src/engine/activities/run-activity.js";
import { EngineBench } from "../../support/engine-bench.js";

let seen: unknown[] = [];
let bench: EngineBench;
const controller = (): AbortController => new AbortController();

/** Runs the start-up handlers of an operator for so many virtual seconds. */
async function run(
  operator: unknown,
  seconds: number,
  signal = controller().signal,
): Promise<readonly ActivityOutcome[]> {
  bench = new EngineBench(operator, { memo: new Memo() });
  const running = runActivity(bench.parts, bench.handlers, signal);
  const settled = Promise.allSettled([running]);
  await bench.clock.advance(seconds * 1000);
  await settled;
  return running;
}

const now = (): number => bench.clock.monotonic() / 1000;

beforeEach(() => {
  seen = [];
});

describe("the handlers of an activity", () => {
  it("run one after the other in the order of registration, with the operator's memo itself", async () => {
    class Two {
      @OnStartup({ param: "p" })
      async one(memo: Memo, @Param() param: string): Promise<string> {
        await Promise.resolve();
        memo["one"] = true;
        seen.push(["one", param]);
        return "result";
      }

      @OnStartup()
      two(activity: Activity): void {
        seen.push([
          "two",
          activity.memo["one"],
          activity.memo === bench.memo,
          activity.retry,
          activity.runtime,
        ]);
      }
    }
    const outcomes = await run(Two, 0);
    expect(seen).toEqual([
      ["one", "p"],
      ["two", true, true, 0, 0],
    ]);
    expect(outcomes.map(({ result, error }) => [result, error])).toEqual([
      ["result", undefined],
      [undefined, undefined],
    ]);
  });

  it("that fail are tried again when they are due; those that succeeded are not called again", async () => {
    class Failing {
      @OnStartup()
      fine(): void {
        seen.push(["fine", now()]);
      }

      @OnStartup({ backoff: 5 })
      slow(@Retry() retry: number): void {
        seen.push(["slow", now(), retry]);
        if (retry < 2) throw new Error("not yet");
      }

      @OnStartup()
      async quick(activity: Activity): Promise<void> {
        seen.push(["quick", now(), activity.retry, activity.runtime]);
        await Promise.resolve();
        if (activity.retry === 0) throw new TemporaryError("soon", { delay: 2 });
      }
    }
    const outcomes = await run(Failing, 20);
    expect(seen).toEqual([
      ["fine", 0],
      ["slow", 0, 0],
      ["quick", 0, 0, 0],
      ["quick", 2, 1, 2],
      ["slow", 5, 1],
      ["slow", 10, 2],
    ]);
    expect(outcomes.every(({ error }) => error === undefined)).toBe(true);
    expect(bench.logger.of("warn")).toHaveLength(3);
  });

  it("fail for good after a PermanentError, and the others run", async () => {
    class Failing {
      @OnStartup()
      bad(): void {
        throw new PermanentError("never");
      }

      @OnStartup()
      good(): void {
        seen.push("good");
      }
    }
    const outcomes = await run(Failing, 0);
    expect(outcomes.map(({ error }) => (error as Error | undefined)?.message)).toEqual([
      "never",
      undefined,
    ]);
    expect(seen).toEqual(["good"]);
  });

  it.each([
    ["retries", { retries: 3, backoff: 1 }, 3],
    ["timeout", { timeout: 5, backoff: 2 }, 3],
    ["errors: permanent", { errors: "permanent" }, 1],
  ] as const)("fail for good at the end of their %s", async (_what, options, attempts) => {
    class Failing {
      @OnStartup(options)
      bad(): void {
        seen.push("attempt");
        throw new Error("again");
      }
    }
    const [outcome] = await run(Failing, 100);
    expect(outcome?.error).toMatchObject({ message: "again" });
    expect(seen).toHaveLength(attempts);
  });

  it("fail for good also where what they throw is nothing", async () => {
    class Failing {
      @OnStartup({ errors: "permanent" })
      bad(): void {
        const nothing: unknown = undefined;
        throw nothing;
      }
    }
    const [outcome] = await run(Failing, 0);
    expect(outcome?.error).toBeDefined();
  });

  it("have succeeded where their errors are ignored", async () => {
    class Ignoring {
      @OnStartup({ errors: "ignored" })
      bad(): void {
        throw new Error("whatever");
      }
    }
    const [outcome] = await run(Ignoring, 0);
    expect(outcome?.error).toBeUndefined();
  });

  it("are not waited for when the signal aborts between two attempts", async () => {
    const stop = controller();
    class Failing {
      @OnStartup({ backoff: 60 })
      bad(): void {
        seen.push(now());
        if (seen.length === 1)
          bench.clock.schedule(1000, () =>
            stop.abort(new LifecycleError("OPERATOR_STOPPED", "It stops.")),
          );
        throw new Error("again");
      }
    }
    await expect(run(Failing, 10, stop.signal)).rejects.toMatchObject({ code: "OPERATOR_STOPPED" });
    expect(seen).toEqual([0]);
    expect(bench.clock.pending).toBe(0);
  });

  it("that run when the signal aborts have as long as any other to end", async () => {
    const stop = controller();
    let isTold = false;
    class Hanging {
      @OnStartup()
      async hang(signal: AbortSignal): Promise<void> {
        signal.addEventListener("abort", () => (isTold = true));
        bench.clock.schedule(1000, () =>
          stop.abort(new LifecycleError("OPERATOR_STOPPED", "It stops.")),
        );
        await new Promise(() => undefined);
      }
    }
    await expect(run(Hanging, 3, stop.signal)).rejects.toMatchObject({ code: "OPERATOR_STOPPED" });
    expect(isTold).toBe(true);
    expect(bench.clock.pending).toBe(0);
  });
});
