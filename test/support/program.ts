import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { until } from "./until.js";

/** A program in a process of its own, with what it has printed; killed if it is still there at the end of the test. */
export class Program implements Disposable {
  readonly #process: ChildProcess;
  #output = "";
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;

  constructor(path: URL, ...args: readonly string[]) {
    this.#process = spawn(process.execPath, [fileURLToPath(path), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const keep = (chunk: Buffer): void => {
      this.#output += chunk.toString("utf8");
    };
    this.#process.stdout?.on("data", keep);
    this.#process.stderr?.on("data", keep);
    this.ended = new Promise((resolve) => {
      this.#process.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
    });
  }

  get output(): string {
    return this.#output;
  }

  async prints(text: string): Promise<void> {
    await until(() => this.#output.includes(text), `"${text}" in: ${this.#output}`, 20_000);
  }

  /** Waits for its end, but not for ever: one that is kept alive fails the test, and is killed with it. */
  async endsByItself(): Promise<number | string> {
    await until(() => this.#hasEnded, "the end of the program", 20_000);
    return this.ended;
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** Sends a signal again and again until the program ends. */
  async endedBySignalling(name: NodeJS.Signals): Promise<number | string> {
    await until(() => this.#hasEnded || !this.#process.kill(name), `the end by ${name}`, 20_000);
    return this.ended;
  }

  get #hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  [Symbol.dispose](): void {
    this.#process.kill("SIGKILL");
  }
}
