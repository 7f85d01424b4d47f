import { spawn } from "node:child_process";

const children = new Set();

/** Starts a process that does not outlive the runner, however that ends. */
export function spawnOwned(command, args, options) {
  const child = spawn(command, args, options);
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
