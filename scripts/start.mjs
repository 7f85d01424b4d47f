import { Launcher } from "./launcher.mjs";
import { main } from "./process.mjs";
import { findNode, prepare } from "./runtime.mjs";
import { findSample, kubectlLine } from "./samples.mjs";
import { USAGE, parseOptions } from "./start-options.mjs";

/** Runs a sample on a cluster in the process, or on the one of `--kubeconfig`, until it ends or is asked to. */
await main(async (args) => {
  const { sample, samplesFolder, isHelp, isBuilt, ...options } = parseOptions(args);
  if (isHelp) {
    process.stdout.write(USAGE);
    return 0;
  }
  const nodeBinary = isBuilt ? await findNode() : await prepare();
  const programs = findSample(samplesFolder, sample);
  if (options.kubeConfigFile !== undefined) explain(samplesFolder, sample, options.kubeConfigFile);
  return new Launcher({ nodeBinary, name: sample, ...programs, ...options }).run();
});

function explain(samplesFolder, sample, kubeConfigFile) {
  const line = kubectlLine(samplesFolder, sample, kubeConfigFile);
  if (line !== undefined)
    process.stdout.write(`The sample's objects, if they are not there yet: ${line}\n`);
}
