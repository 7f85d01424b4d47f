import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The package's folder, seen from where tests are compiled to. */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

const FIXTURES = ".build/test/launcher/fixtures";

/** Tells whether a pseudo terminal can be had: util-linux brings `script`, other systems a different one or none. */
export function hasPseudoTerminal(): boolean {
  return (
    spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux") ?? false
  );
}

type Environment = Readonly<Record<string, string>>;

/** A running `npm start`. */
export class NpmStart {
  readonly #child: ChildProcess;
  #output = "";
  readonly #changes = new EventEmitter();
  #isClosed = false;

  /** Resolves with the exit code when nobody holds the output any more: npm and everything below it has ended. */
  readonly ended: Promise<number | null>;

  private constructor(command: string, args: readonly string[], environment: Environment = {}) {
    const env = { ...process.env, ...environment };
    this.#child = spawn(command, args, { cwd: ROOT, stdio: "pipe", detached: true, env });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
        this.#changes.emit("change");
      });
    }
    this.ended = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("close", (exitCode) => {
        this.#isClosed = true;
        this.#changes.emit("change");
        resolve(exitCode);
      });
    });
  }

  static run(folder: string, ...args: readonly string[]): NpmStart {
    return new NpmStart("npm", ["start", "--", "--samples", `${FIXTURES}/${folder}`, ...args]);
  }

  /** A sample of the package on a cluster that is there already. */
  static sample(name: string, kubeConfigFile: string, environment: Environment = {}): NpmStart {
    const args = ["start", "--", name, "--kubeconfig", kubeConfigFile];
    return new NpmStart("npm", args, { NODE_OPTIONS: "", ...environment });
  }

  /**
   * In a terminal, where Ctrl-C is a character. `script` runs the command by $SHELL. Without `exec` a dash would stay in the
   * terminal's process group and die of the Ctrl-C, whatever npm's exit code is.
   */
  static runInTerminal(folder: string, ...args: readonly string[]): NpmStart {
    const samples = `${FIXTURES}/${folder}`;
    const command = ["exec npm start -- --samples", samples, ...args].join(" ");
    const flags = ["--quiet", "--return", "--command", command];
    return new NpmStart("script", [...flags, "/dev/null"], { SHELL: "/bin/sh" });
  }

  /** Without npm in between, so that a signal reaches the launcher itself. */
  static runLauncher(folder: string, ...args: readonly string[]): NpmStart {
    const samples = ["--samples", `${FIXTURES}/${folder}`];
    return new NpmStart(process.execPath, ["scripts/start.mjs", ...samples, ...args]);
  }

  get output(): string {
    return this.#output;
  }

  /** Waits until the output matches and returns the first group. */
  async printed(pattern: RegExp): Promise<string> {
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match !== null) return match[1] ?? match[0];
      if (this.#isClosed) throw new Error(`"npm start" ended without ${pattern}:\n${this.#output}`);
      await once(this.#changes, "change");
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Sends a signal at every turn of the event loop until the program ends. */
  async endedBySignalling(name: NodeJS.Signals): Promise<number | null> {
    while (!this.#isClosed && this.#child.kill(name)) await setImmediate();
    return this.ended;
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Ends what a failed test has left. */
  [Symbol.dispose](): void {
    if (!this.#isClosed && this.#child.pid !== undefined) process.kill(-this.#child.pid, "SIGKILL");
  }
}

export function isRunning(pid: string): boolean {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
}
