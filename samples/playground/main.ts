import { existsSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

import { kubectlLine } from "./kubectl-line.js";
import { Playground } from "./playground.js";

/** The folder of the sources, seen from where they are compiled to. */
const SAMPLES = fileURLToPath(new URL("../../../samples/", import.meta.url));

/**
 * Plays the cluster and its user for a sample, which runs in a process of its own. Tells whoever has started it, by a message, when the
 * cluster is there: `ready <path of the kubeconfig file>`.
 */
async function main(sample: string): Promise<number> {
  const folder = `${SAMPLES}${basename(sample)}`;
  if (sample === "" || !existsSync(folder)) {
    console.error(`Whose objects? Name a folder of ${SAMPLES}, as in: main.js ping`);
    return 2;
  }
  const user = new AbortController();
  const stop = (): void => user.abort();
  const events = ["SIGTERM", "SIGINT", "disconnect"] as const;
  for (const event of events) process.once(event, stop);
  await using playground = await Playground.start(folder);
  const { kubeConfigFile } = playground.sandbox;
  console.log(`The cluster's kubeconfig: ${kubeConfigFile}`);
  console.log(`Its objects: ${kubectlLine(kubeConfigFile, playground.kinds)}`);
  process.send?.(`ready ${kubeConfigFile}`);
  await playground.play(user.signal);
  for (const event of events) process.removeListener(event, stop);
  const edits = playground.objects.map(({ metadata, edits: count }) => `${metadata.name} ${count}`);
  console.log(`Edits: ${edits.join(", ")}.`);
  return 0;
}

process.exitCode = await main(process.argv[2] ?? "");
