import { bootstrap, type BootstrapOptions } from "kephale";

import { reportTo } from "../baselines/support/report.mjs";

const settings: NonNullable<BootstrapOptions["settings"]> =
  process.env["BENCH_METADATA_ONLY"] === "0" ? { watching: { metadataOnly: false } } : {};

/** Runs an operator for the benchmark's runner, which ends it by SIGTERM and reads its counts. */
export async function runContender(
  operator: new () => object,
  memo: object,
  counts: () => object,
): Promise<void> {
  const stopping = new AbortController();
  let running: { stop(): Promise<void> } | undefined;
  reportTo(counts, async () => {
    await running?.stop();
    stopping.abort();
  });
  running = await bootstrap(operator, memo, { settings, signals: false, signal: stopping.signal });
}
