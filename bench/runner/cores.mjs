import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** The server and the runner share one core, the contender has another for itself. */
export const SERVER_CORE = 0;
export const CLIENT_CORE = 1;

export function pinned(core, command, args) {
  return ["taskset", ["-c", String(core), command, ...args]];
}

/** Pins the runner itself. Throws where the machine cannot keep client and server apart. */
export function pinRunner() {
  if (availableParallelism() < 2)
    throw new Error("The benchmark needs two cores: one for the server, one for the client.");
  execFileSync("taskset", ["-cp", String(SERVER_CORE), String(process.pid)], { stdio: "ignore" });
}
