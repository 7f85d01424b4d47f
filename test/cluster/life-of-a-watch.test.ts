import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { widgets } from "../support/custom-kind.js";
import type { CustomKind } from "../support/custom-kind.js";
import { eventually } from "../support/eventually.js";
import { FollowedOperator, QUICK } from "../support/followed-operator.js";
import { isServed, serveKind } from "../support/served-kind.js";
import { TestCluster } from "../support/test-cluster.js";
import { Writers } from "../support/writers.js";

const ROUNDS = 5;
const VIEWS = [
  ["of metadata, in protobuf", true],
  ["of whole objects, in JSON", false],
] as const;
const NAMES = ["a", "b", "c"];

describe("the watch of an operator on a real server", () => {
  let cluster: TestCluster;
  let kind: CustomKind;
  let writers: Writers;

  beforeAll(async () => {
    cluster = await TestCluster.open({ controllerManager: false });
    kind = widgets(cluster.group);
    await serveKind(cluster.client, kind);
    writers = new Writers(cluster.client, kind, cluster.namespace);
  });

  afterAll(async () => {
    await cluster[Symbol.asyncDispose]();
  });

  /** Objects are made, edited between and during the faults, and one is deleted: each event must be handled just once. */
  async function survives(
    run: FollowedOperator,
    fault: (round: number) => Promise<void>,
  ): Promise<void> {
    await writers.create(NAMES);
    for (let round = 0; round < ROUNDS; round++) {
      await writers.edit(NAMES, 2);
      await Promise.all([fault(round), writers.edit(NAMES, 3)]);
    }
    await writers.delete(["c"]);
    await expectSame(run);
    await writers.delete(["a", "b"]);
  }

  async function expectSame(run: FollowedOperator): Promise<void> {
    await eventually(() => run.recorder.events.length === NAMES.length * (1 + 5 * ROUNDS) + 1);
    await eventually(() => run.seen.length >= run.recorder.events.length).catch(() => undefined);
    expect(run.handled).toEqual(run.recorded);
    const recorded = run.recorder.counts();
    const counters = await run.counters();
    expect(Object.keys(counters)).toHaveLength(2);
    for (const [uid, counter] of Object.entries(counters)) expect(counter).toBe(recorded.get(uid));
    expect(run.running.counters.listCauses).toEqual({ start: 2 });
    expect(run.lists).toBe(2);
  }

  it("goes on after it ended between two lines", async () => {
    await using run = await FollowedOperator.start(cluster.client, kind);
    await survives(run, async () => {
      const before = run.answeredWatches;
      run.proxy.endWatches();
      await run.untilWatchedAgain(before);
    });
    expect(run.watches).toBeGreaterThan(ROUNDS);
  });

  it.each(VIEWS)(
    "goes on after it was cut in the middle of an event: %s",
    async (_, metadataOnly) => {
      const settings = { ...QUICK, watching: { ...QUICK.watching, metadataOnly } };
      await using run = await FollowedOperator.start(cluster.client, kind, {
        bootstrap: { settings },
      });
      await survives(run, async () => {
        const before = run.answeredWatches;
        void run.proxy.cutMidLine();
        await run.untilWatchedAgain(before);
      });
      expect(run.watches).toBeGreaterThan(ROUNDS);
    },
  );

  it.each(VIEWS)("goes on after its connection was reset: %s", async (_, metadataOnly) => {
    const settings = { ...QUICK, watching: { ...QUICK.watching, metadataOnly } };
    await using run = await FollowedOperator.start(cluster.client, kind, {
      bootstrap: { settings },
    });
    await survives(run, async () => {
      const before = run.answeredWatches;
      run.proxy.resetWatches();
      await run.untilWatchedAgain(before);
    });
    expect(run.watches).toBeGreaterThan(ROUNDS);
  });

  it("is opened anew when its connection is half-open", async () => {
    const settings = { ...QUICK, watching: { ...QUICK.watching, inactivityTimeout: 0.3 } };
    await using run = await FollowedOperator.start(cluster.client, kind, {
      bootstrap: { settings },
    });
    await survives(run, async () => {
      const before = run.answeredWatches;
      const { watches } = run;
      const frozen = run.proxy.freeze();
      await eventually(() => run.watches > watches);
      frozen[Symbol.dispose]();
      await run.untilWatchedAgain(before);
    });
    expect(run.watches).toBeGreaterThan(ROUNDS);
  });

  it("is opened anew when the server has nothing to say for too long, and nothing is listed or told for that", async () => {
    const settings = { ...QUICK, watching: { ...QUICK.watching, inactivityTimeout: 0.2 } };
    await using run = await FollowedOperator.start(cluster.client, kind, {
      bootstrap: { settings },
    });
    await survives(run, async () => run.untilWatchedAgain(run.answeredWatches + 1));
    expect(run.watches).toBeGreaterThan(2 * ROUNDS);
    expect(run.logger.lines).toEqual([]);
  });

  it("ends with its CRD, and begins with a new one", async () => {
    const passing = widgets(`passing.${cluster.group}`);
    const ofPassing = new Writers(cluster.client, passing, cluster.namespace);
    await serveKind(cluster.client, passing);
    await using run = await FollowedOperator.start(cluster.client, passing);
    await ofPassing.create(NAMES);
    await ofPassing.edit(["a"], 3);
    await eventually(() => run.seen.length === 6);
    await cluster.client.delete({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `widgets.passing.${cluster.group}` },
    });
    await eventually(
      () => run.seen.filter(({ type }) => type === "DELETED").length === NAMES.length,
    );
    await eventually(() =>
      run.logger.lines.some((line) => line.includes("is no kind of this cluster yet")),
    );
    await eventually(async () => !(await isServed(cluster.client, passing)));
    await serveKind(cluster.client, passing);
    await ofPassing.create(["a"]);
    await eventually(() => run.seen.length === 10);
    expect(await run.isUpToDate()).toBe(true);
    expect(Object.values(await run.counters())).toEqual([1]);
    expect(run.running.counters.listCauses).toEqual({ start: 3 });
    expect(run.lists).toBe(3);
  });

  it("waits for a server that is busy, failing or slow", async () => {
    const faults = [
      { status: 429, headers: { "retry-after": "1" } },
      { status: 500 },
      { status: 503, body: "<html>A proxy's page.</html>" },
      { reset: true },
      { delayMs: 300 },
    ] as const;
    await using run = await FollowedOperator.start(cluster.client, kind);
    await survives(run, async (round) => {
      const before = run.answeredWatches;
      let isDone = false;
      using _ = run.proxy.intercept(({ verb, path }) => {
        if (isDone || verb !== "watch" || path !== run.path) return undefined;
        isDone = true;
        return faults[round];
      });
      run.proxy.endWatches();
      await run.untilWatchedAgain(before);
    });
    const told = run.logger.lines.filter((line) => line.includes(`Watching ${kind.plural}`));
    expect(told).toContainEqual(expect.stringContaining("429"));
    expect(told).toContainEqual(expect.stringContaining("500"));
    expect(told.join()).not.toContain("<html>");
    expect(told.at(-1)).toMatch(/^info .* works again/);
  });
});
