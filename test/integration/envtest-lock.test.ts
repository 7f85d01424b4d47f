import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

const LOCK = pathToFileURL(join(process.cwd(), "tools", "envtest", "lock.mjs")).href;

describe("the lock of the build of the control plane's programs", () => {
  let folder: string;
  let lock: string;
  let journal: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kephale-lock-"));
    lock = join(folder, "lock");
    journal = join(folder, "journal");
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A process that writes when it begins and ends, with many turns of the event loop between. */
  async function holder(name: string, body = "", path = lock): Promise<number | null> {
    const script = `
      import { appendFileSync } from "node:fs";
      import { setImmediate as turn } from "node:timers/promises";
      import { withLock } from ${JSON.stringify(LOCK)};
      await withLock(${JSON.stringify(path)}, async () => {
        appendFileSync(${JSON.stringify(journal)}, "begin ${name}\\n");
        ${body}
        for (let count = 0; count < 2000; count++) await turn();
        appendFileSync(${JSON.stringify(journal)}, "end ${name}\\n");
      });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: "ignore",
    });
    await once(child, "exit");
    return child.exitCode;
  }

  const written = (): string[] => readFileSync(journal, "utf8").trimEnd().split("\n");

  it("lets one in at a time, and all in the end", async () => {
    expect(await Promise.all(["a", "b", "c"].map(async (name) => holder(name)))).toEqual([0, 0, 0]);
    const lines = written();
    expect(lines).toHaveLength(6);
    for (let index = 0; index < lines.length; index += 2) {
      expect(lines[index + 1]).toBe(lines[index]?.replace("begin", "end"));
    }
    expect(existsSync(lock)).toBe(false);
  });

  it("is taken over from a holder that was killed", async () => {
    expect(await holder("killed", 'process.kill(process.pid, "SIGKILL");')).toBeNull();
    expect(existsSync(lock)).toBe(true);
    expect(await Promise.all([holder("x"), holder("y")])).toEqual([0, 0]);
    expect(written().toSorted()).toEqual(["begin killed", "begin x", "begin y", "end x", "end y"]);
  });

  it("is left to a holder that lives", async () => {
    writeFileSync(lock, `${hostname()} ${String(process.pid)} mine`);
    const waiting = holder("waiting");
    // Two others, one after the other, come and go on another lock meanwhile.
    await holder("first", "", join(folder, "other"));
    await holder("second", "", join(folder, "other"));
    expect(written()).toEqual(["begin first", "end first", "begin second", "end second"]);
    rmSync(lock);
    expect(await waiting).toBe(0);
    expect(written()).toContain("end waiting");
  });

  it("is free again after a failure", async () => {
    expect(await holder("failing", 'throw new Error("as planned");').catch(() => 1)).not.toBe(0);
    expect(existsSync(lock)).toBe(false);
  });
});
