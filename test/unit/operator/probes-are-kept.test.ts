import { beforeEach, describe, expect, it } from "@jest/globals";
import { Activity, OnProbe, PermanentError, TemporaryError } from "kephale";

import { Probes } from "../../../src/operator/probes.js";
import { deferred } from "../../support/deferred.js";
import { EngineBench } from "../../support/engine-bench.js";

let calls = 0;

beforeEach(() => {
  calls = 0;
});

interface Probed {
  readonly bench: EngineBench;
  readonly probes: Probes;
  readonly stop: AbortController;
}

function probesOf(operator: unknown): Probed {
  const bench = new EngineBench(operator);
  const stop = new AbortController();
  return { bench, stop, probes: new Probes(bench.parts, bench.handlers, stop.signal) };
}

describe("the results of probes", () => {
  class Counting {
    @OnProbe({ id: "count" })
    count(): number {
      return ++calls;
    }

    @OnProbe()
    async nothing(): Promise<void> {
      await Promise.resolve();
    }
  }

  it("stand under the ids of those that found something", async () => {
    const { probes } = probesOf(Counting);
    expect(await probes.results()).toEqual({ results: { count: 1 }, failures: {} });
  });

  it("are kept for ten seconds, whoever asks", async () => {
    const { probes, bench } = probesOf(Counting);
    await probes.results();
    await bench.clock.advance(9999);
    expect((await probes.results()).results).toEqual({ count: 1 });
    await bench.clock.advance(1);
    expect((await probes.results()).results).toEqual({ count: 2 });
  });

  it("come from one run, however many ask at once", async () => {
    const gate = deferred<void>();
    class Slow {
      @OnProbe()
      async slow(): Promise<string> {
        calls++;
        await gate.promise;
        return "done";
      }
    }
    const { probes } = probesOf(Slow);
    const both = Promise.all([probes.results(), probes.results()]);
    gate.resolve();
    expect((await both).map(({ results }) => results)).toEqual([
      { slow: "done" },
      { slow: "done" },
    ]);
    expect(calls).toBe(1);
  });

  it("name those that failed for good, with one error each", async () => {
    class Failing extends Counting {
      @OnProbe()
      bad(): void {
        throw new PermanentError("no disk");
      }
    }
    const { probes, bench } = probesOf(Failing);
    expect(await probes.results()).toEqual({ results: { count: 1 }, failures: { bad: "no disk" } });
    expect(bench.logger.of("error")).toEqual(["error Probe Failing.bad failed: no disk"]);
  });

  it("are not lost for long where a probe never ends: the next question after ten seconds asks anew", async () => {
    class Stuck {
      @OnProbe()
      async stuck(): Promise<string> {
        if (++calls === 1) await new Promise(() => undefined);
        return "fine";
      }
    }
    const { probes, bench } = probesOf(Stuck);
    const first = Promise.allSettled([probes.results()]);
    await bench.clock.advance(10_000);
    expect((await probes.results()).results).toEqual({ stuck: "fine" });
    // Who has asked first is not left without an answer.
    await bench.clock.advance(2000);
    expect(await first).toMatchObject([
      { reason: { message: expect.stringContaining("begun anew") } },
    ]);
    expect(bench.clock.pending).toBe(0);
  });

  it("of one run are waited for by no other: the earlier one is told to end", async () => {
    const told: unknown[] = [];
    class Waiting {
      @OnProbe()
      async waits({ signal }: Activity): Promise<void> {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        told.push(signal.reason);
      }
    }
    const { probes, bench, stop } = probesOf(Waiting);
    const first = probes.results();
    await bench.clock.advance(10_000);
    const second = probes.results();
    expect(await first).toEqual({ results: {}, failures: {} });
    stop.abort("stopped");
    await probes.ended();
    expect(told).toEqual([expect.any(TemporaryError), "stopped"]);
    await second;
  });

  it("are none when the operator has stopped: nothing is asked any more", async () => {
    const { probes, stop } = probesOf(Counting);
    await probes.results();
    stop.abort();
    expect(await probes.results()).toEqual({ results: {}, failures: {} });
    expect(calls).toBe(1);
  });
});

describe("a probe that fails", () => {
  it("is tried once for each question, which is answered at once", async () => {
    class Failing {
      @OnProbe()
      db(): void {
        calls++;
        throw new TemporaryError("no db");
      }
    }
    const { probes, bench } = probesOf(Failing);
    for (let question = 0; question < 360; question++) {
      expect((await probes.results()).failures).toEqual({ db: "no db" });
      await bench.clock.advance(10_000);
    }
    expect(calls).toBe(360);
    expect(bench.clock.pending).toBe(0);
  });

  it("is tried again within a question as far as its own limits say", async () => {
    class Failing {
      @OnProbe({ retries: 3, backoff: 1 })
      db(): string {
        if (++calls < 3) throw new Error("no db");
        return "up";
      }
    }
    const { probes, bench } = probesOf(Failing);
    const answer = probes.results();
    await bench.clock.advance(2000);
    expect(await answer).toEqual({ results: { db: "up" }, failures: {} });
  });

  it("has not failed where its errors are ignored", async () => {
    class Failing {
      @OnProbe({ errors: "ignored" })
      db(): void {
        throw new Error("no db");
      }
    }
    expect(await probesOf(Failing).probes.results()).toEqual({ results: {}, failures: {} });
  });
});
