import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { SystemClock } from "../../../src/support/clock.js";
import { GuardedProcess } from "../../../src/testing/guarded-process.js";
import { eventually } from "../../support/eventually.js";

const clock = new SystemClock();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kephale-guard-test-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shell = (script: string): GuardedProcess =>
  GuardedProcess.start({
    program: "/bin/sh",
    args: ["-c", script],
    folder,
    logFile: join(folder, "log"),
    path: "/usr/bin:/bin",
  });

const started = async (): Promise<number> => {
  await eventually(() => existsSync(join(folder, "pid")));
  return Number(readFileSync(join(folder, "pid"), "utf8"));
};

/** Writes its pid in one step, then waits for ever. */
const waitForEver = (): string =>
  `echo $$ > ${folder}/part; mv ${folder}/part ${folder}/pid; exec sleep 1000`;

describe("a guarded process", () => {
  it("ends when asked politely, and says with what code", async () => {
    const guarded = shell(
      `trap 'exit 7' TERM; echo $$ > ${folder}/part; mv ${folder}/part ${folder}/pid; while :; do sleep 0.01; done`,
    );
    await started();
    await guarded.stop(clock, 60_000);
    expect(await guarded.exited).toBe(7);
    expect(guarded.running).toBe(false);
    expect(existsSync(folder)).toBe(true);
  });

  it("is ended by force when it does not listen", async () => {
    const guarded = shell(`trap '' TERM; ${waitForEver()}`);
    const pid = await started();
    await guarded.stop(clock, 50);
    expect(await guarded.exited).toBe(137);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(folder)).toBe(true);
  });

  it("is gone when kill has resolved", async () => {
    const guarded = shell(waitForEver());
    const pid = await started();
    await guarded.kill();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(folder)).toBe(true);
  });

  it("tells what it printed last when it ended by itself", async () => {
    const guarded = shell("for line in 1 2 3 4 5 6 7; do echo line $line; done; exit 3");
    expect(await guarded.exited).toBe(3);
    expect(guarded.tail()).toBe("line 3\nline 4\nline 5\nline 6\nline 7");
    expect(guarded.printed(/line 1/)).toBe(true);
    await guarded.stop(clock, 1000);
  });

  it("reports a program that is not there", async () => {
    const guarded = GuardedProcess.start({
      program: join(folder, "nothing"),
      args: [],
      folder,
      logFile: join(folder, "log"),
      path: "/usr/bin:/bin",
    });
    expect(await guarded.exited).toBe(127);
    expect(guarded.tail()).toMatch(/not found/);
  });

  it("does not outlive an owner that was killed, nor does the folder", async () => {
    const module = pathToFileURL(
      join(import.meta.dirname, "../../../src/testing/guarded-process.js"),
    ).href;
    const owner = join(folder, "..", `kephale-owner-${String(process.pid)}.mjs`);
    const options = {
      program: "/bin/sh",
      args: ["-c", waitForEver()],
      folder,
      logFile: join(folder, "log"),
      path: "/usr/bin:/bin",
    };
    writeFileSync(
      owner,
      `import { GuardedProcess } from ${JSON.stringify(module)};\nGuardedProcess.start(${JSON.stringify(options)});\n`,
    );
    const child = spawn(process.execPath, [owner], { stdio: "ignore" });
    try {
      const pid = await started();
      expect(isAlive(pid)).toBe(true);
      child.kill("SIGKILL");
      await once(child, "exit");
      await eventually(() => !isAlive(pid) && !existsSync(folder));
    } finally {
      child.kill("SIGKILL");
      rmSync(owner, { force: true });
    }
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
