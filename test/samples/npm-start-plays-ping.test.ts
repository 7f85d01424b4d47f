import { existsSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";

import { NpmStart } from "../launcher/npm-start.js";

const TIMEOUT_MS = 90_000;

/** The compiled samples, seen from the launcher's fixtures. */
const SAMPLES = "../../../samples";

/** The sum of all numbers before or behind a text. */
function sumOf(pattern: RegExp, output: string): number {
  return [...output.matchAll(pattern)].reduce((sum, [, count]) => sum + Number(count), 0);
}

describe("npm start", () => {
  it(
    "runs the memo page's operator on objects that somebody edits, and leaves nothing behind",
    async () => {
      using run = NpmStart.run(SAMPLES, "ping");
      const kubeConfigFile = await run.printed(/The cluster's kubeconfig: (\S+)\n/u);
      await run.printed(/kubectl --kubeconfig \S+ get kopfexample\.kopf\.dev --all-namespaces/u);
      await run.printed(/\[default\/ping-10\] (\d+) events have been received in 10 seconds/u);
      // Ten seconds later each object's second line is there.
      const [, ...tens] = await Promise.all([
        run.printed(/ping-01\] [^]*ping-01\] (\d+) events/u),
        run.printed(/ping-10\] [^]*ping-10\] (\d+) events/u),
      ]);
      expect(tens).toHaveLength(1);
      expect(existsSync(kubeConfigFile)).toBe(true);

      run.signal("SIGTERM");

      expect(await run.ended).toBe(0);
      expect(run.output).toContain("The ping queue is closed.");
      expect(existsSync(kubeConfigFile)).toBe(false);
      // Each object was listed once, and each edit was an event. Those after the second line are told by none.
      const told = sumOf(/(\d+) events have been received/gu, run.output);
      const edits = sumOf(/ping-\d\d (\d+)(?=[,.])/gu, run.output);
      expect(told).toBeGreaterThan(10);
      expect(told).toBeLessThanOrEqual(10 + edits);
      expect(told).toBeGreaterThan((10 + edits) / 2);
    },
    TIMEOUT_MS,
  );
});
