import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { eventually } from "../support/eventually.js";
import { processesOf } from "../support/processes.js";
import { ON_EXISTING_CLUSTER } from "../support/test-cluster.js";

const onOwnServer = ON_EXISTING_CLUSTER ? describe.skip : describe;
const TESTING = pathToFileURL(join(import.meta.dirname, "../../src/testing/index.js")).href;

/** A program that starts a control plane, says where its files are, and then does what it is told. */
const program = (after: string): string => `
  import { ControlPlane } from ${JSON.stringify(TESTING)};
  const cluster = await ControlPlane.start();
  console.log(cluster.kubeConfigFile);
  ${after}
`;

onOwnServer("a control plane whose owner ends without stopping it", () => {
  let scripts: string;

  beforeEach(() => {
    scripts = mkdtempSync(join(tmpdir(), "kephale-crash-test-"));
  });

  afterEach(() => rmSync(scripts, { recursive: true, force: true }));

  it.each([
    { how: "is killed with SIGKILL", after: "", signal: "SIGKILL" as const },
    { how: "ends itself with process.exit", after: "process.exit(0);", signal: undefined },
    { how: "throws", after: "throw new Error('as planned');", signal: undefined },
  ])("leaves no process and no folder when it $how", async ({ after, signal }) => {
    const script = join(scripts, "owner.mjs");
    writeFileSync(script, program(after));
    const owner = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const [line] = await once(owner.stdout, "data");
      const folder = dirname(String(line).trim());
      if (signal !== undefined) owner.kill(signal);
      await once(owner, "exit");
      await eventually(() => processesOf(folder).length === 0 && !existsSync(folder));
      expect(folder).toMatch(/kephale-control-plane-/);
    } finally {
      owner.kill("SIGKILL");
    }
  });
});
