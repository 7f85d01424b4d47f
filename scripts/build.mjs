import { compile } from "./compile.mjs";
import { ensureInstalled } from "./install.mjs";
import { main } from "./process.mjs";
import { findNode } from "./runtime.mjs";

await main(async () => {
  await ensureInstalled();
  await compile(await findNode());
  return 0;
});
