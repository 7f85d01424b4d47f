import { expect } from "@jest/globals";
import type { Sandbox } from "kephale/sandbox";

import { Playground } from "../../samples/playground/playground.js";
import { until } from "../support/until.js";
import { SampleProgram, sampleFolder } from "./sample-program.js";

/** A sample in its own process, on a cluster with its objects in this one. */
export class RunningSample implements AsyncDisposable {
  readonly program: SampleProgram;
  readonly #playground: Playground;

  private constructor(playground: Playground, program: SampleProgram) {
    this.#playground = playground;
    this.program = program;
  }

  /** Starts it, and waits until it has listed its objects: from then on each edit is an event. */
  static async start(name: string): Promise<RunningSample> {
    const playground = await Playground.start(sampleFolder(name));
    const { kubeConfigFile, journal } = playground.sandbox;
    const program = new SampleProgram(name, kubeConfigFile);
    const watches = { verb: "watch", resource: "kopfexamples" };
    await until(
      () => journal.matching(watches).length > 0 || program.isEnded,
      "the sample to watch its objects",
      30_000,
    );
    return new RunningSample(playground, program);
  }

  get sandbox(): Sandbox {
    return this.#playground.sandbox;
  }

  /** Edits an object so many times. */
  async edit(name: string, times: number): Promise<void> {
    for (let edits = 1; edits <= times; edits++)
      await this.sandbox.patch(example(name), { spec: { edits } });
  }

  async delete(name: string): Promise<void> {
    await this.sandbox.delete(example(name));
  }

  /** Ends it as a user does; nothing of it may be left. Returns all that it has printed. */
  async endsOn(signal: "SIGINT" | "SIGTERM"): Promise<string> {
    this.program.signal(signal);
    expect(await this.program.ended).toBe(0);
    await until(() => this.sandbox.openWatches === 0, "the sample's watches to be closed");
    return this.program.output;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.program[Symbol.dispose]();
    await this.#playground.stop();
  }
}

function example(name: string): Parameters<Sandbox["get"]>[0] {
  return { apiVersion: "kopf.dev/v1", kind: "KopfExample", metadata: { name } };
}
