// Jest loads CommonJS modules when it links: the polyfill has to be the first of them.
import "reflect-metadata";

import { createServer } from "node:http";
import { once } from "node:events";

import { describe, expect, it } from "@jest/globals";
import { bootstrap, Memo, OnEvent, OnProbe, OnStartup } from "kephale";
import { Sandbox } from "kephale/sandbox";

import { bootstrapWith } from "../../../src/operator/bootstrap.js";
import { freePort } from "../../support/free-port.js";
import { KOPF_EXAMPLES } from "../../support/kopf-example.js";
import { OperatorOnSandbox } from "../../support/operators.js";
import { RecordingLogger } from "../../support/recording-logger.js";
import { until } from "../../support/until.js";
import { VirtualClock } from "../../support/virtual-clock.js";

class ProbeMemo extends Memo {
  probes = 0;
}

class Probed {
  @OnProbe({ id: "count" })
  count(memo: ProbeMemo): number {
    memo.probes++;
    return memo.probes;
  }

  @OnProbe({ id: "nothing" })
  nothing(): void {}

  @OnEvent("KopfExample")
  seen(): void {}
}

class Quiet {
  @OnEvent("KopfExample")
  seen(): void {}
}

async function answerOf(url: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(url);
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

describe("the liveness address", () => {
  it("shows the results of probes by their ids, keeps them for a while, and answers only at its path", async () => {
    const liveness = `http://127.0.0.1:${await freePort()}/healthz`;
    const memo = new ProbeMemo();
    await using run = await OperatorOnSandbox.start(Probed, memo, { bootstrap: { liveness } });
    const first = await answerOf(liveness);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      count: 1,
      kephale: { state: "serving", streams: 1, deaf: [] },
    });
    expect(first.body).not.toHaveProperty("nothing");
    expect((await answerOf(liveness)).body).toMatchObject({ count: 1 });
    expect(memo.probes).toBe(1);
    expect((await answerOf(liveness.replace("healthz", "other"))).status).toBe(404);
    await run.running.stop();
    await expect(fetch(liveness)).rejects.toThrow("fetch failed");
  });

  it("answers 503 until the operator serves, and 500 when a probe fails for good", async () => {
    const liveness = `http://127.0.0.1:${await freePort()}/healthz`;
    const during: number[] = [];
    class Failing {
      @OnStartup()
      async start(): Promise<void> {
        during.push((await answerOf(liveness)).status);
      }

      @OnProbe({ errors: "permanent" })
      broken(): void {
        throw new Error("The disk is full.");
      }

      @OnEvent("KopfExample")
      seen(): void {}
    }
    await using run = await OperatorOnSandbox.start(Failing, new Memo(), {
      bootstrap: { liveness },
    });
    expect(during).toEqual([503]);
    const answer = await answerOf(liveness);
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ kephale: { failed: { broken: "The disk is full." } } });
    expect(run.logger.lines.filter((line) => line.includes("Failing.broken"))).toHaveLength(1);
  });

  it("answers 500 while a stream has not heard of the server for three times as long as a watch may be silent", async () => {
    await using sandbox = await Sandbox.start({ crds: [KOPF_EXAMPLES] });
    const liveness = `http://127.0.0.1:${await freePort()}/healthz`;
    const clock = new VirtualClock();
    const options = {
      kubeConfig: sandbox.kubeConfig,
      logger: new RecordingLogger(),
      signals: false,
      liveness,
    };
    await using _running = await bootstrapWith(
      { operator: Quiet, memo: undefined, options },
      { clock },
    );
    await until(() => sandbox.openWatches === 2, "both watches to be open");
    let attempts = 0;
    const away = sandbox.intercept(({ verb, resource }) => {
      if (verb !== "watch" || resource !== "kopfexamples") return undefined;
      attempts++;
      return { reset: true };
    });
    sandbox.cutWatches();
    for (let tenSeconds = 1; tenSeconds <= 21; tenSeconds++) {
      await clock.advance(10_000);
      await until(() => sandbox.openWatches === 1, "the watch of the CRDs to be open");
    }
    expect(attempts).toBeGreaterThan(5);
    expect((await answerOf(liveness)).status).toBe(200);
    await clock.advance(1);
    const deaf = await answerOf(liveness);
    expect(deaf.status).toBe(500);
    expect(deaf.body).toMatchObject({ kephale: { deaf: ["kopfexamples.v1.kopf.dev"] } });

    away[Symbol.dispose]();
    await until(async () => {
      await clock.advance(1000);
      return sandbox.openWatches === 2;
    }, "the kind to be watched again");
    await until(async () => (await answerOf(liveness)).status === 200, "the answer 200");
  });

  it.each(["localhost:8080", "https://localhost/healthz", "ftp://x"])(
    "%s is refused, with what it should be",
    async (liveness) => {
      const options = { logger: new RecordingLogger(), signals: false, liveness } as const;
      await expect(bootstrap(Probed, new ProbeMemo(), options)).rejects.toMatchObject({
        code: "LIVENESS_ADDRESS",
        message: expect.stringContaining("http://0.0.0.0:8080/healthz"),
      });
    },
  );

  it("that is taken is one clear error", async () => {
    const other = createServer();
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const options = {
      logger: new RecordingLogger(),
      signals: false,
      liveness: `http://127.0.0.1:${port}/`,
    } as const;
    await expect(bootstrap(Probed, new ProbeMemo(), options)).rejects.toMatchObject({
      code: "LIVENESS_ADDRESS",
    });
    other.close();
  });
});
