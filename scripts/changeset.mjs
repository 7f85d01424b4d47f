import { ensureInstalled } from "./install.mjs";
import { binary, environmentFor, main, run } from "./process.mjs";
import { findNode } from "./runtime.mjs";

/** `npm run changeset` describes a change for users; `npm run changeset -- version` writes CHANGELOG.md from them. */
await main(async (args) => {
  await ensureInstalled();
  await ensureInstalled("tools/check");
  const nodeBinary = await findNode();
  const { exitCode } = await run(nodeBinary, [binary("changeset", "tools/check"), ...args], {
    env: environmentFor(nodeBinary),
  });
  return exitCode;
});
