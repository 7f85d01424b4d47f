import { beforeEach, describe, expect, it } from "@jest/globals";
import { OnProbe, PermanentError } from "kephale";

import { Probes } from "../../../src/operator/probes.js";
import { deferred } from "../../support/deferred.js";
import { EngineBench } from "../../support/engine-bench.js";

let calls = 0;

beforeEach(() => {
  calls = 0;
});

function probesOf(operator: unknown): { readonly bench: EngineBench; readonly probes: Probes } {
  const bench = new EngineBench(operator);
  return { bench, probes: new Probes(bench.parts, bench.handlers, new AbortController().signal) };
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
    void probes.results();
    await bench.clock.advance(10_000);
    expect((await probes.results()).results).toEqual({ stuck: "fine" });
  });
});
