import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

import type { Clock } from "../support/clock.js";

/** What to run, and what must not outlive this process. */
export interface GuardedProgram {
  readonly program: string;
  readonly args: readonly string[];
  /** File that takes what it prints; appended to. */
  readonly logFile: string;
  /** Removed with the program if this process dies before it stopped the program. */
  readonly folder: string;
  /** `PATH` of the program, its only environment variable. */
  readonly path: string;
}

/**
 * Runs a program and obeys its standard input: each line is a signal for the program, and the end of input means that the
 * owner is gone, however it went (the kernel closes the pipe, also after SIGKILL): then the program is ended by force and the
 * folder removed. There is no moment between the start of the program and its being guarded.
 */
const GUARD = `
folder=$1; shift
exec 3<&0 </dev/null
"$@" 3<&- &
program=$!
abandoned=no
trap 'abandoned=yes' USR1
trap 'kill -TERM "$program"' TERM INT HUP
(
  trap '' TERM INT HUP USR1
  while read -r signal <&3; do kill -"$signal" "$program"; done
  kill -USR1 $$
  kill -KILL "$program"
) >/dev/null 2>&1 &
listener=$!
exec 3<&-
while :; do
  wait "$program"; code=$?
  kill -0 "$program" 2>/dev/null || break
done
kill -KILL "$listener" 2>/dev/null
if [ $abandoned = yes ]; then until rm -rf "$folder" 2>/dev/null; do sleep 0.1; done; fi
exit $code
`;

/** What a shell reports for a program that SIGKILL ended, and for one that could not be started. */
const KILLED = 137;
const NOT_STARTED = 127;
/** How many of the last lines of a log go into a message. */
const TAIL_LINES = 5;

/** A program that ends with this process at the latest. */
export class GuardedProcess {
  /** Resolves with the exit code once it has ended; a signal counts as 128 and its number. */
  readonly exited: Promise<number>;
  readonly #child: ChildProcess;
  readonly #logFile: string;
  #running = true;

  private constructor(child: ChildProcess, logFile: string) {
    this.#child = child;
    this.#logFile = logFile;
    this.exited = new Promise((resolve) => {
      const end = (code: number): void => {
        this.#running = false;
        child.stdin?.destroy();
        resolve(code);
      };
      child.once("exit", (code) => end(code ?? KILLED));
      child.once("error", () => end(NOT_STARTED));
    });
    // A program that is gone cannot be told anything; its exit says so already.
    child.stdin?.on("error", () => undefined);
  }

  static start(options: GuardedProgram): GuardedProcess {
    const log = openSync(options.logFile, "a");
    try {
      const args = ["-c", GUARD, "kephale-guard", options.folder, options.program, ...options.args];
      // Its own group: Ctrl-C in the terminal is for the test, which then stops its servers in order.
      const child = spawn("/bin/sh", args, {
        detached: true,
        stdio: ["pipe", log, log],
        env: { PATH: options.path },
      });
      return new GuardedProcess(child, options.logFile);
    } finally {
      closeSync(log);
    }
  }

  get running(): boolean {
    return this.#running;
  }

  /** The last lines that it printed. */
  tail(): string {
    return readFileSync(this.#logFile, "utf8").trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
  }

  /** Whether it ever printed a text. */
  printed(text: RegExp): boolean {
    return text.test(readFileSync(this.#logFile, "utf8"));
  }

  /** Asks it to end, and ends it by force when it has not after a while. Resolves once it is gone. */
  async stop(clock: Clock, graceMs: number): Promise<void> {
    this.#signal("TERM");
    const force = clock.schedule(graceMs, () => this.#signal("KILL"));
    await this.exited;
    force.cancel();
  }

  /** Ends it at once, as a crash would. Resolves once it is gone. */
  async kill(): Promise<void> {
    this.#signal("KILL");
    await this.exited;
  }

  #signal(signal: "TERM" | "KILL"): void {
    if (this.#running) this.#child.stdin?.write(`${signal}\n`);
  }
}
