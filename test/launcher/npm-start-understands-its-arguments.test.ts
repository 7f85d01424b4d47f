import { describe, expect, it } from "@jest/globals";

import { NpmStart } from "./npm-start.js";

const TIMEOUT_MS = 60_000;

describe("npm start with arguments", () => {
  it.each([
    [
      "a sample that is not there",
      ["nosuch"],
      'No sample is called "nosuch": there is quitter, waiter, worker.',
    ],
    ["an unknown option", ["--fast"], "Unknown option '--fast'"],
    ["a duration without a unit", ["--for", "30"], '--for "30" is not a duration'],
    ["a duration that no timer can wait for", ["--for", "597h"], '--for "597h" is too long'],
    ["two samples", ["worker", "quitter"], "One sample at a time, not worker and quitter."],
  ])(
    "refuses %s",
    async (_, args, message) => {
      using run = NpmStart.run("healthy", ...args);

      expect(await run.ended).toBe(2);
      expect(run.output).toContain(message);
      expect(run.output).not.toContain("playground pid");
    },
    TIMEOUT_MS,
  );

  it(
    "runs the sample alone on the cluster of --kubeconfig",
    async () => {
      using run = NpmStart.run("healthy", "worker", "--kubeconfig", "/clusters/mine.yaml");
      await run.printed(/worker pid (\d+) on \/clusters\/mine\.yaml/u);

      run.signal("SIGTERM");

      expect(await run.ended).toBe(0);
      expect(run.output).not.toContain("playground");
    },
    TIMEOUT_MS,
  );
});
