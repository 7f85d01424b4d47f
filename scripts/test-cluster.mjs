import { UnavailableError, ensureAssets } from "../tools/envtest/ensure.mjs";
import { reportTests, runJest } from "./jest.mjs";
import { ScriptError, main } from "./process.mjs";
import { prepare } from "./runtime.mjs";

/**
 * Builds and runs the tests of `test/cluster` on real API servers, which `tools/envtest` finds or builds first; with
 * USE_EXISTING_CLUSTER=1 on the cluster of the current kubeconfig. Where there are neither programs nor Go it says so in one
 * line and passes; with CI=true that is a failure. Arguments go to Jest.
 */
await main(async (args) => {
  const { assets, skipped } = await findAssets();
  if (skipped !== undefined) {
    process.stdout.write(`test:cluster skipped: ${skipped}\n`);
    return process.env.CI === "true" ? 1 : 0;
  }
  const environment = assets === undefined ? {} : { KUBEBUILDER_ASSETS: assets };
  const jestArgs = ["--config", "jest.cluster.config.ts", ...args];
  return reportTests(async () => runJest(await prepare(), jestArgs, environment));
});

async function findAssets() {
  if (process.env.USE_EXISTING_CLUSTER === "1") return {};
  try {
    return { assets: await ensureAssets() };
  } catch (error) {
    if (error instanceof UnavailableError) return { skipped: error.message };
    throw new ScriptError(error.message);
  }
}
