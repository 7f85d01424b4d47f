import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder, seen from where tests are compiled to. */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

/** The folder of a sample's sources, where its YAML files are. */
export function sampleFolder(name: string): string {
  return path.join(ROOT, "samples", name);
}

/** A sample in a process of its own, as its users start it: with KUBECONFIG, and what else its environment says. */
export class SampleProgram implements Disposable {
  readonly #child: ChildProcess;
  readonly #changes = new EventEmitter();
  #output = "";
  #isEnded = false;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;

  constructor(
    name: string,
    kubeConfigFile: string,
    environment: Readonly<Record<string, string>> = {},
  ) {
    const program = path.join(ROOT, ".build", "samples", name, "main.js");
    const env = { ...process.env, NODE_OPTIONS: "", KUBECONFIG: kubeConfigFile, ...environment };
    this.#child = spawn(process.execPath, ["--enable-source-maps", program], {
      env,
      stdio: "pipe",
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
        this.#changes.emit("change");
      });
    }
    this.ended = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => {
        this.#isEnded = true;
        this.#changes.emit("change");
        resolve(code ?? signal ?? "unknown");
      });
    });
  }

  get output(): string {
    return this.#output;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Waits until the output has a text. The time limit is the test's. */
  async prints(text: string): Promise<void> {
    while (!this.#output.includes(text)) {
      if (this.#isEnded) throw new Error(`The sample ended without "${text}":\n${this.#output}`);
      await once(this.#changes, "change");
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  [Symbol.dispose](): void {
    if (!this.#isEnded) this.#child.kill("SIGKILL");
  }
}
