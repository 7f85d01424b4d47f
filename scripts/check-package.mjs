import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { binary, environmentFor, run } from "./process.mjs";

/** Packs the package as it would be published, and has publint and "are the types wrong?" look at the file. */
export async function checkPackage({ nodeBinary }) {
  const folder = mkdtempSync(path.join(tmpdir(), "kephale-package-"));
  const options = { env: environmentFor(nodeBinary), capture: true };
  try {
    // The build is a step of its own; npm would run it again.
    const packed = await run(
      "npm",
      ["pack", "--ignore-scripts", "--pack-destination", folder],
      options,
    );
    if (packed.exitCode !== 0) return packed;
    const tarball = path.join(folder, readdirSync(folder)[0] ?? "");
    const results = [
      await run(nodeBinary, [binary("publint", "tools/check"), tarball, "--strict"], options),
      await run(
        nodeBinary,
        [binary("attw", "tools/check"), tarball, "--profile", "esm-only"],
        options,
      ),
    ];
    return {
      exitCode: Math.max(...results.map(({ exitCode }) => exitCode)),
      output: results.map(({ output }) => output).join("\n"),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
