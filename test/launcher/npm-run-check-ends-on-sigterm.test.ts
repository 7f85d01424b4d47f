import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { beforeAll, describe, expect, it } from "@jest/globals";

import { installTool } from "../architecture/planted-tree.js";
import { ROOT } from "../docs/pages.js";

const TIMEOUT_MS = 120_000;

describe("npm run check", () => {
  beforeAll(() => installTool("tools/check"), TIMEOUT_MS);

  it(
    "begins no further step after SIGTERM, and says what was done",
    async () => {
      const args = [path.join(ROOT, "scripts/check.mjs"), "format", "lint", "dead"];
      const check = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      let output = "";
      check.stdout.setEncoding("utf8").on("data", (text: string) => {
        // The first step is over: the second one, which takes some seconds, runs.
        if (output === "") check.kill("SIGTERM");
        output += text;
      });
      const [exitCode] = (await once(check, "close")) as [number | null];
      expect(exitCode).toBe(128 + 15);
      expect(output).toMatch(/^\S+ +format /u);
      expect(output).toContain("FAILED lint");
      expect(output).not.toContain("dead");
      expect(output).toMatch(/\n\d passed, \d failed\n$/u);
    },
    TIMEOUT_MS,
  );
});
