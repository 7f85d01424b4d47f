import { describe, expect, it } from "@jest/globals";

import { NpmStart, hasPseudoTerminal, isRunning } from "./npm-start.js";

/** npm itself takes a while on a busy machine. */
const TIMEOUT_MS = 60_000;
const inTerminal = hasPseudoTerminal() ? it : it.skip;

/** Waits for both programs; returns their process ids. */
async function started(run: NpmStart): Promise<readonly string[]> {
  return [await run.printed(/playground pid (\d+)/u), await run.printed(/worker pid (\d+) /u)];
}

function times(text: string, output: string): number {
  return output.split(text).length - 1;
}

describe("npm start", () => {
  it(
    "gives the sample the playground's kubeconfig, and cleans up on SIGTERM to npm",
    async () => {
      using run = NpmStart.run("healthy", "worker");
      const pids = await started(run);
      expect(run.output).toContain("on /clusters/playground.yaml");

      run.signal("SIGTERM");

      expect(await run.ended).toBe(0);
      expect(run.output).toMatch(/worker got SIGTERM\nworker cleaned up\nplayground stopped\n/u);
      expect(pids.filter(isRunning)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  inTerminal(
    "cleans up once on Ctrl-C in a terminal (needs util-linux's script)",
    async () => {
      using run = NpmStart.runInTerminal("healthy", "worker");
      const pids = await started(run);

      run.type("\u0003");

      expect(await run.ended).toBe(0);
      expect(times("worker got SIGINT", run.output)).toBe(1);
      expect(run.output).toContain("worker cleaned up");
      expect(pids.filter(isRunning)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "returns the sample's exit code when the repeat of a Ctrl-C arrives as late as its own end",
    async () => {
      using run = NpmStart.runLauncher("healthy", "worker");
      await started(run);

      run.signal("SIGINT");
      await run.printed(/playground stopped/u);

      expect(await run.endedBySignalling("SIGINT")).toBe(0);
      expect(times("worker got SIGINT", run.output)).toBe(1);
      expect(run.output).toContain("worker cleaned up");
    },
    TIMEOUT_MS,
  );

  it(
    "sends SIGTERM after --for and returns the exit code of what ended",
    async () => {
      using run = NpmStart.run("healthy", "waiter", "--for", "10ms");

      expect(await run.ended).toBe(128 + 15);
      expect(run.output).toContain("playground stopped");
    },
    TIMEOUT_MS,
  );

  it(
    "ends the playground and returns the sample's exit code when the sample ends",
    async () => {
      using run = NpmStart.run("healthy", "quitter");

      expect(await run.ended).toBe(3);
      expect(run.output).toMatch(/quitter gives up\nplayground stopped\n/u);
    },
    TIMEOUT_MS,
  );

  it(
    "stops the sample and fails when the playground dies",
    async () => {
      using run = NpmStart.run("healthy", "worker");
      const [playground] = await started(run);

      process.kill(Number(playground), "SIGKILL");

      expect(await run.ended).toBe(1);
      expect(run.output).toContain("The playground ended by itself, and with it the cluster.");
      expect(run.output).toContain("worker cleaned up");
    },
    TIMEOUT_MS,
  );

  it(
    "fails without starting the sample when the playground cannot start",
    async () => {
      using run = NpmStart.run("stillborn", "worker");

      expect(await run.ended).toBe(1);
      expect(run.output).toContain("the port is taken");
      expect(run.output).toContain("The playground ended before its cluster was ready");
      expect(run.output).not.toContain("gives up");
    },
    TIMEOUT_MS,
  );

  it(
    "leaves nothing behind when the launcher is killed",
    async () => {
      using run = NpmStart.run("healthy", "worker", "--for", "1h");
      await started(run);
      const launcher = await run.printed(/started by (\d+)/u);

      process.kill(Number(launcher), "SIGKILL");

      await run.ended;
      expect(run.output).toContain("worker cleaned up");
      expect(run.output).toContain("playground stopped");
    },
    TIMEOUT_MS,
  );
});
