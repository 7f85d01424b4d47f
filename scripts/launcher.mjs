import { constants } from "node:os";

import { Child } from "./child.mjs";
import { receiveSignals } from "./signals.mjs";

/** The playground only has memory to lose. */
const PLAYGROUND_GRACE_MS = 5000;
/** A sample whose cluster is gone may wait for it in its clean-up. */
const SAMPLE_GRACE_MS = 30_000;

const say = (message) => process.stderr.write(`${message}\n`);

/**
 * Runs a sample and, without `kubeConfigFile`, the playground that gives it a cluster and edits its objects. Resolves
 * with the exit code when both have ended.
 *
 * The playground sends the message `ready <path of a kubeconfig file>` when its objects are there, and ends on SIGTERM.
 */
export class Launcher {
  #options;
  #sample;
  #playground;
  #stoppedBy;

  constructor(options) {
    this.#options = options;
  }

  async run() {
    receiveSignals((name) => this.#pass(name));
    const file = this.#options.kubeConfigFile ?? (await this.#startPlayground());
    if (file === undefined) return this.#exitCodeWithoutSample();
    const exitCode = await this.#runSample(file);
    await this.#playground?.stop(PLAYGROUND_GRACE_MS);
    return exitCode;
  }

  /** The path of the kubeconfig, or nothing: stopped by the user, or the playground could not start. */
  async #startPlayground() {
    const { nodeBinary, playground, name } = this.#options;
    this.#playground = new Child(nodeBinary, [playground, name]);
    const ended = this.#playground.ended.then(() => undefined);
    const file = await Promise.race([this.#playground.message("ready"), ended]);
    return this.#stoppedBy === undefined ? file : ended;
  }

  #exitCodeWithoutSample() {
    if (this.#stoppedBy !== undefined) return 128 + constants.signals[this.#stoppedBy];
    say("The playground ended before its cluster was ready; what it said is above.");
    return 1;
  }

  async #runSample(kubeConfigFile) {
    const { nodeBinary, program, forMs } = this.#options;
    const sample = new Child(nodeBinary, [program], { KUBECONFIG: kubeConfigFile });
    this.#sample = sample;
    const timer =
      forMs === undefined ? undefined : setTimeout(() => sample.signal("SIGTERM"), forMs);
    const ends = [sample.ended];
    if (this.#playground !== undefined) ends.push(this.#playground.ended.then(() => "playground"));
    const first = await Promise.race(ends);
    const exitCode = first === "playground" ? await this.#stopWithoutCluster(sample) : first;
    clearTimeout(timer);
    return exitCode;
  }

  async #stopWithoutCluster(sample) {
    say("The playground ended by itself, and with it the cluster. Stopping the sample.");
    await sample.stop(SAMPLE_GRACE_MS);
    return 1;
  }

  #pass(signal) {
    this.#stoppedBy = signal;
    if (this.#sample === undefined) this.#playground?.signal("SIGTERM");
    else this.#sample.signal(signal);
  }
}
