// Jest loads CommonJS modules when it links: the polyfill has to be the first of them.
import "reflect-metadata";

import { describe, expect, it } from "@jest/globals";
import { OnEvent } from "kephale";
import { Sandbox } from "kephale/sandbox";

import { bootstrapWith } from "../../../src/operator/bootstrap.js";
import { exampleWith, KOPF_EXAMPLES } from "../../support/kopf-example.js";
import { RecordingLogger } from "../../support/recording-logger.js";
import { until } from "../../support/until.js";
import { VirtualClock } from "../../support/virtual-clock.js";

class Seeing {
  @OnEvent("KopfExample")
  seen(): void {}
}

describe("a cluster in which nothing happens", () => {
  it("is not listed again for an hour: watches are opened anew from where they were", async () => {
    await using sandbox = await Sandbox.start({
      crds: [KOPF_EXAMPLES],
      objects: [exampleWith("a", {})],
    });
    const clock = new VirtualClock();
    const options = {
      kubeConfig: sandbox.kubeConfig,
      logger: new RecordingLogger(),
      signals: false,
    };
    await using running = await bootstrapWith(
      { operator: Seeing, memo: undefined, options },
      { clock },
    );
    await until(
      () => running.counters.listCauses["start"] === 2,
      "the kind and the CRDs to be listed",
    );
    const lists = (): number => sandbox.journal.matching({ verb: "list" }).length;
    const watches = (): number => sandbox.journal.matching({ verb: "watch" }).length;
    const listsBefore = lists();
    for (let minute = 0; minute < 60; minute++) {
      await until(() => sandbox.openWatches === 2, "both watches to be open");
      await clock.advance(60_000);
    }
    await until(() => sandbox.openWatches === 2, "both watches to be open");
    expect(lists()).toBe(listsBefore);
    // Bookmarks of the sandbox come by its own clock: here each watch is silent, and is opened anew each 70 seconds.
    expect(watches()).toBeGreaterThan(60);
    expect(running.counters.listCauses).toEqual({ start: 2 });
    expect(running.counters.events).toBe(1);
  });
});
