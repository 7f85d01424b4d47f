import { spawnSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { describe, expect, it } from "@jest/globals";

import { ROOT } from "../docs/pages.js";

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function bench(...args: readonly string[]): Ended {
  const command = [path.join(ROOT, "bench/run.mjs"), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  return { exitCode: status, stdout, stderr };
}

interface Options {
  readonly rounds: number;
  readonly peers: boolean;
  readonly only?: string;
  readonly quick?: boolean;
  readonly profile?: boolean;
}

interface Result {
  readonly definition: { readonly peer?: boolean; readonly missing?: string };
  readonly failure: string | undefined;
}

interface Runner {
  readonly isComplete: (options: Options, whole: object, results: readonly Result[]) => boolean;
  readonly hasFailed: (result: Result) => boolean;
}

async function runner(): Promise<Runner> {
  const script = pathToFileURL(path.join(ROOT, "bench/runner/completeness.mjs")).href;
  return (await import(script)) as Runner;
}

const MEASURED: Result = { definition: {}, failure: undefined };
const NOT_BUILT = "not built: node bench/peers/build.mjs";
const ABSENT_PEER: Result = {
  definition: { peer: true, missing: NOT_BUILT },
  failure: NOT_BUILT,
};
const FAILED: Result = { definition: {}, failure: "It was called 3 times for 4 events" };
const LEFT_OUT: Result = { definition: {}, failure: "left out by --only" };
const WHOLE = { rounds: 3, peers: true };
const ALL = { rounds: 3, peers: true };

describe("npm run bench", () => {
  it.each([["x"], ["0"], ["-1"], ["2.5"], [""]])("refuses --rounds %j", (rounds) => {
    const { exitCode, stdout, stderr } = bench("p1", `--rounds=${rounds}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(`--rounds "${rounds}" is not a number of rounds`);
  });

  it.each([
    [["p99"], "There is no benchmark p99."],
    [["--fast"], "Unknown option '--fast'"],
  ])("refuses %j without a stack", (args, message) => {
    const { exitCode, stderr } = bench(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /mu);
  });

  it("explains itself with --help", () => {
    const { exitCode, stdout } = bench("--help");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Usage: npm run bench");
  });
});

describe("results of a benchmark", () => {
  it("replace those that are there when nothing was left out", async () => {
    const { isComplete } = await runner();
    expect(isComplete(ALL, WHOLE, [MEASURED, MEASURED])).toBe(true);
    expect(isComplete({ rounds: 5, peers: false }, { rounds: 3 }, [MEASURED])).toBe(true);
  });

  it.each<[string, Options, readonly Result[]]>([
    ["fewer rounds", { ...ALL, rounds: 2 }, [MEASURED]],
    ["no peers", { ...ALL, peers: false }, [MEASURED]],
    ["--only", { ...ALL, only: "keep" }, [MEASURED]],
    ["--quick", { ...ALL, quick: true }, [MEASURED]],
    ["--profile", { ...ALL, profile: true }, [MEASURED]],
    ["a contender that failed", ALL, [MEASURED, FAILED]],
    ["a peer that is not built", ALL, [MEASURED, ABSENT_PEER]],
    ["no contender", ALL, []],
  ])("replace nothing with %s", async (_, options, results) => {
    const { isComplete } = await runner();
    expect(isComplete(options, WHOLE, results)).toBe(false);
  });

  it("count as failed where a contender has failed, not where one was left out", async () => {
    const { hasFailed } = await runner();
    expect([FAILED, MEASURED, LEFT_OUT, ABSENT_PEER].map(hasFailed)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
