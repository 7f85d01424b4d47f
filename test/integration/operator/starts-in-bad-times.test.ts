// Jest loads CommonJS modules when it links: the polyfill has to be the first of them.
import "reflect-metadata";

import { describe, expect, it } from "@jest/globals";
import { OnEvent } from "kephale";
import { Sandbox } from "kephale/sandbox";

import { bootstrapWith } from "../../../src/operator/bootstrap.js";
import { freePort } from "../../support/free-port.js";
import { KOPF_EXAMPLES } from "../../support/kopf-example.js";
import { RecordingLogger } from "../../support/recording-logger.js";
import { until } from "../../support/until.js";
import { VirtualClock } from "../../support/virtual-clock.js";

class Seeing {
  @OnEvent("KopfExample")
  seen(): void {}
}

describe("an operator that starts", () => {
  it("tells at once that the server is not there, then once a minute", async () => {
    const clock = new VirtualClock();
    const logger = new RecordingLogger();
    const controller = new AbortController();
    const kubeConfig = { server: `http://127.0.0.1:${await freePort()}` };
    const options = { kubeConfig, logger, signals: false, signal: controller.signal };
    const starting = bootstrapWith({ operator: Seeing, memo: undefined, options }, { clock });
    await until(() => logger.lines.length === 1, "the first line");
    expect(clock.monotonic()).toBe(0);
    expect(logger.lines[0]).toMatch(/^warn The cluster cannot be asked for its kinds yet/);
    for (let second = 1; second <= 180; second++) {
      await until(() => clock.pending > 0, "the next attempt to be waited for");
      await clock.advance(1000);
    }
    expect(logger.lines.length).toBeGreaterThanOrEqual(3);
    expect(logger.lines.length).toBeLessThanOrEqual(4);
    controller.abort();
    await expect(starting).rejects.toMatchObject({ code: "BOOTSTRAP_ABORTED" });
  });

  it("serves kinds whose server is out of order when that works again", async () => {
    await using sandbox = await Sandbox.start({ crds: [KOPF_EXAMPLES] });
    const stale = {
      kind: "APIGroupDiscoveryList",
      items: [
        { metadata: { name: "kopf.dev" }, versions: [{ version: "v1", freshness: "Stale" }] },
      ],
    };
    const broken = sandbox.intercept(({ path }) =>
      path === "/apis" ? { status: 200, body: JSON.stringify(stale) } : undefined,
    );
    const clock = new VirtualClock();
    const options = {
      kubeConfig: sandbox.kubeConfig,
      logger: new RecordingLogger(),
      signals: false,
    };
    await using _running = await bootstrapWith(
      { operator: Seeing, memo: undefined, options },
      { clock },
    );
    const looks = (): number =>
      sandbox.journal.entries.filter(({ path }) => path === "/apis").length;
    await until(async () => {
      await clock.advance(1000);
      return clock.monotonic() > 3_600_000;
    }, "an hour");
    const before = looks();
    expect(before).toBeLessThan(30);
    broken[Symbol.dispose]();
    await until(async () => {
      await clock.advance(1000);
      return sandbox.openWatches === 2;
    }, "the kind to be watched");
    expect(looks()).toBe(before + 1);
  });
});
