import { spawn } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { ROOT, environmentFor, exitCodeOf } from "./process.mjs";

const PARENT_WATCH = pathToFileURL(path.join(ROOT, "scripts", "parent-watch.mjs")).href;

/** A program in a process group of its own: a Ctrl-C of the terminal does not reach it, only what it is sent. */
export class Child {
  #process;
  #isEnded = false;

  /** Resolves with the exit code. */
  ended;

  constructor(nodeBinary, [program, ...args], environment = {}) {
    const flags = ["--enable-source-maps", "--import", PARENT_WATCH];
    this.#process = spawn(nodeBinary, [...flags, program, ...args], {
      cwd: ROOT,
      detached: true,
      env: environmentFor(nodeBinary, environment),
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.ended = new Promise((resolve) => {
      this.#process.once("error", (error) => {
        process.stderr.write(`${program}: ${error.message}\n`);
        resolve(1);
      });
      this.#process.once("exit", (code, signal) => resolve(exitCodeOf(code, signal)));
    }).then((exitCode) => {
      this.#isEnded = true;
      // What the program itself started is in its group and must not stay.
      this.#signalGroup("SIGKILL");
      return exitCode;
    });
  }

  /** Resolves with the text after `word` in the first message `<word> <text>`; never, if the program ends before. */
  message(word) {
    return new Promise((resolve) => {
      this.#process.on("message", (message) => {
        if (typeof message === "string" && message.startsWith(`${word} `)) {
          resolve(message.slice(word.length + 1));
        }
      });
    });
  }

  signal(name) {
    if (!this.#isEnded) this.#process.kill(name);
  }

  /** Asks the program to end, and makes it end when it has not after the grace period. */
  async stop(graceMs) {
    this.signal("SIGTERM");
    const timer = setTimeout(() => this.#signalGroup("SIGKILL"), graceMs);
    await this.ended;
    clearTimeout(timer);
  }

  #signalGroup(name) {
    if (this.#process.pid === undefined) return;
    try {
      process.kill(-this.#process.pid, name);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }
}
