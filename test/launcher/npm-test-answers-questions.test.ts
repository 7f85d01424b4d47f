import { spawnSync } from "node:child_process";
import path from "node:path";

import { describe, expect, it } from "@jest/globals";

import { ROOT } from "../docs/pages.js";

const TIMEOUT_MS = 60_000;

describe("npm test", () => {
  it.each([
    ["--help", /^Usage: /mu],
    ["--version", /^\d+\.\d+\.\d+$/mu],
    ["--listTests", /npm-test-answers-questions\.test\.js$/mu],
  ])(
    "answers %s, and counts no tests",
    (question, answer) => {
      const command = [path.join(ROOT, "scripts/test.mjs"), question];
      const { status, stdout } = spawnSync(process.execPath, command, { encoding: "utf8" });
      expect(status).toBe(0);
      expect(stdout).toMatch(answer);
      expect(stdout).not.toMatch(/\d+ passed/u);
    },
    TIMEOUT_MS,
  );
});
