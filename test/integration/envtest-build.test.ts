import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

const ENSURE = join(process.cwd(), "tools", "envtest", "ensure.mjs");

/** Says its process and where it builds to; then it builds at once, or never. */
const FAKE_GO = `#!/bin/sh
[ "$1" = version ] && exit 0
while [ "$1" != -o ]; do shift; done
echo "$$ $2" >&2
[ "$FAKE_GO" = hangs ] && exec tail -f /dev/null
for name in server kube-apiserver; do : > "$2$name"; chmod +x "$2$name"; done
`;

function endIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}

describe("the build of the control plane's programs", () => {
  const builders: number[] = [];
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kephale-build-"));
    writeFileSync(join(folder, "go"), FAKE_GO);
    chmodSync(join(folder, "go"), 0o755);
  });

  afterEach(() => {
    for (const pid of builders.splice(0)) endIfThere(pid);
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (behaviour: "hangs" | "builds"): ChildProcess =>
    spawn(process.execPath, [ENSURE], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, FAKE_GO: behaviour },
    });

  /** The process that builds, and its folder. */
  async function building(ensure: ChildProcess): Promise<{ pid: number; into: string }> {
    return new Promise((resolve) => {
      let text = "";
      ensure.stderr?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        const [, pid, into = ""] = /^(\d+) (.*)\n/m.exec(text) ?? [];
        if (pid === undefined) return;
        builders.push(Number(pid));
        resolve({ pid: Number(pid), into });
      });
    });
  }

  const left = (): string[] => readdirSync(join(folder, ".cache", "kephale", "envtest"));

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "ends with %s, and leaves nothing",
    async (signal) => {
      const ensure = start("hangs");
      const { pid } = await building(ensure);
      ensure.kill(signal);
      await once(ensure, "exit");
      expect(ensure.exitCode).toBe(1);
      expect(() => process.kill(pid, 0)).toThrow("ESRCH");
      expect(left()).toEqual([]);
    },
  );

  it("does not write where one whose owner was killed still writes", async () => {
    const killed = start("hangs");
    const first = await building(killed);
    killed.kill("SIGKILL");
    await once(killed, "exit");
    const ensure = start("builds");
    const second = await building(ensure);
    await once(ensure, "exit");
    expect(second.into).not.toBe(first.into);
    expect(ensure.exitCode).toBe(0);
    expect(left()).toHaveLength(1);
  });
});
