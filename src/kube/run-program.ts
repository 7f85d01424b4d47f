import { spawn } from "node:child_process";

import type { Clock } from "../support/clock.js";
import { abortError } from "./abortable.js";

/** A program that is run for what it prints. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** From then on it is ended. */
  readonly timeLimitMs: number;
  readonly clock: Clock;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a program prints. It gets no input: one that asks for something sees the end of it.
 *
 * @throws an error whose message says why there is no output: what the program said of it, if it said something.
 */
export async function outputOf(program: Program): Promise<string> {
  const { clock, signal, timeLimitMs } = program;
  if (signal?.aborted === true) throw abortError(signal);
  const ending = new AbortController();
  const giveUp = (): void =>
    ending.abort(new Error(`${program.command} did not end within ${timeLimitMs / 1000} s`));
  const stop = (): void => ending.abort(signal?.reason);
  const timer = clock.schedule(timeLimitMs, giveUp);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await run(program, ending.signal);
  } finally {
    timer.cancel();
    signal?.removeEventListener("abort", stop);
  }
}

async function run({ command, args, env }: Program, signal: AbortSignal): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    const child = spawn(command, args, {
      env,
      signal,
      // What does not listen to SIGTERM would outlive the operator.
      killSignal: "SIGKILL",
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
    child.on("error", (error) => {
      // Children of its own may still hold the other ends.
      child.stdout.destroy();
      child.stderr.destroy();
      reject(signal.aborted ? abortError(signal) : error);
    });
    child.on("close", (code, endedBy) => {
      if (code === 0) return resolve(Buffer.concat(output).toString("utf8"));
      const said = Buffer.concat(complaints).toString("utf8").trim();
      const how = endedBy === null ? `with exit code ${code}` : `by ${endedBy}`;
      reject(new Error(said === "" ? `${command} ended ${how} and said nothing` : said));
    });
  });
}
