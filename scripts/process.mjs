import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of `package.json`. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** A script cannot go on; the message says why and what to do. Ends the process with `exitCode`, without a stack. */
export class ScriptError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Exit code of a child as a shell would report it. */
export function exitCodeOf(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

/**
 * Runs a program to its end. Resolves with its exit code and, with `capture`, what it printed (both streams, in order).
 * SIGTERM to this process is passed on; Ctrl-C reaches the child by itself, because it is in the same process group.
 */
export function run(command, args, { env = process.env, cwd = ROOT, capture = false } = {}) {
  return new Promise((resolve) => {
    const stdio = capture ? ["ignore", "pipe", "pipe"] : "inherit";
    const child = spawn(command, args, { cwd, env, stdio });
    const terminate = () => child.kill("SIGTERM");
    process.once("SIGTERM", terminate);
    let output = "";
    for (const stream of capture ? [child.stdout, child.stderr] : []) {
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    }
    const end = (exitCode) => {
      process.off("SIGTERM", terminate);
      resolve({ exitCode, output });
    };
    child.on("error", (error) => {
      output += error.message;
      if (!capture) process.stderr.write(`${command}: ${error.message}\n`);
      end(127);
    });
    child.on("close", (code, signal) => end(exitCodeOf(code, signal)));
  });
}

/** The environment in which `node` means the given binary, also for the programs that a child starts. */
export function environmentFor(nodeBinary, extra = {}) {
  const PATH = [path.dirname(nodeBinary), process.env.PATH ?? ""].join(path.delimiter);
  return { ...process.env, PATH, ...extra };
}

/** Path of a command that a package under `folder` (default: the root) brings along. */
export function binary(name, folder = ".") {
  const file = path.join(ROOT, folder, "node_modules", ".bin", name);
  if (existsSync(file)) return file;
  throw new ScriptError(
    `${folder}/node_modules has no command "${name}". Delete that node_modules and run again.`,
  );
}

/**
 * Runs a script's main function; its result is the exit code.
 *
 * The process ends by `exit`, which leaves signal handlers in place to the end. A process that ends because nothing is left to do
 * takes them down first: the second SIGINT of a Ctrl-C (npm passes it on, see signals.mjs) would kill it there, with code 130.
 */
export async function main(body) {
  try {
    process.exit(await body(process.argv.slice(2)));
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  }
}
