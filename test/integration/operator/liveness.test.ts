import { createServer } from "node:http";
import { once } from "node:events";

import { describe, expect, it } from "@jest/globals";
import { bootstrap, Memo, OnEvent, OnProbe, OnStartup } from "kephale";

import { freePort } from "../../support/free-port.js";
import { OperatorOnSandbox } from "../../support/operators.js";
import { RecordingLogger } from "../../support/recording-logger.js";

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
