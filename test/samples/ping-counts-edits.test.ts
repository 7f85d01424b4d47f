import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";

import { Playground } from "../../samples/playground/playground.js";
import { PingMemo, PingOperator } from "../../samples/ping/operator.js";
import { bootstrapWith } from "../../src/operator/bootstrap.js";
import { until } from "../support/until.js";
import { VirtualClock } from "../support/virtual-clock.js";
import { NamingLogger } from "./naming-logger.js";
import { sampleFolder } from "./sample-program.js";

const TIMEOUT_MS = 60_000;
const EDITS = 200;

/** Lets the user make so many edits more, however fast the machine is. */
async function edit(playground: Playground, clock: VirtualClock, count: number): Promise<void> {
  const user = new AbortController();
  const goal = editsOf(playground) + count;
  const playing = playground.play(user.signal);
  while (editsOf(playground) < goal) await clock.advance(10);
  user.abort();
  await playing;
}

function editsOf(playground: Playground): number {
  return playground.objects.reduce((sum, { edits }) => sum + edits, 0);
}

describe("the ping sample on its playground", () => {
  let printed: unknown[] = [];

  beforeEach(() => {
    printed = [];
    jest.spyOn(console, "log").mockImplementation((line: unknown) => void printed.push(line));
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it(
    "tells for each object just the edits that were made, every ten seconds",
    async () => {
      const [userClock, clock] = [new VirtualClock(), new VirtualClock()];
      await using playground = await Playground.start(sampleFolder("ping"), { clock: userClock });
      const logger = new NamingLogger();
      const options = { kubeConfig: playground.sandbox.kubeConfig, logger, signals: false };
      const running = await bootstrapWith(
        { operator: PingOperator, memo: new PingMemo(), options },
        { clock },
      );
      await running.ready;
      await clock.advance(10);
      const first = playground.objects.map(
        ({ metadata }) => `${metadata.name}: 1 events have been received in 10 seconds.`,
      );
      expect(logger.lines.toSorted()).toEqual(first.toSorted());
      expect(first).toHaveLength(10);

      await edit(playground, userClock, EDITS);
      await until(
        () => running.counters.events === 10 + editsOf(playground),
        `${EDITS} events to arrive`,
      );
      await clock.advance(10_000);

      const second = playground.objects.map(
        ({ metadata, edits }) =>
          `${metadata.name}: ${edits} events have been received in 10 seconds.`,
      );
      expect(editsOf(playground)).toBeGreaterThanOrEqual(EDITS);
      expect(logger.lines.slice(10).toSorted()).toEqual(second.toSorted());

      await running.stop();
      expect(printed).toEqual(["The ping queue is open.", "The ping queue is closed."]);
    },
    TIMEOUT_MS,
  );

  it(
    "leaves alone what somebody else has deleted",
    async () => {
      const clock = new VirtualClock();
      await using playground = await Playground.start(sampleFolder("ping"), { clock });
      const [kept, ...others] = playground.objects;
      for (const object of others) await playground.sandbox.delete(object);
      await edit(playground, clock, 3);
      expect(kept?.edits).toBe(editsOf(playground));
      if (kept === undefined) throw new Error("The sample has no objects.");
      expect(await playground.sandbox.get(kept)).toMatchObject({ spec: { edits: kept.edits } });
      expect(playground.kinds).toBe("kopfexample.kopf.dev");
    },
    TIMEOUT_MS,
  );
});
