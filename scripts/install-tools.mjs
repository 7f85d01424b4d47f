import { ensureInstalled } from "./install.mjs";
import { main } from "./process.mjs";

/** Installs the private packages that are named (`tools/arch`, say), where they are not there yet. */
await main(async (folders) => {
  for (const folder of folders) await ensureInstalled(folder);
  return 0;
});
