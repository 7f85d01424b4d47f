import { execFileSync } from "node:child_process";

/** The command lines of running processes that mention a folder. */
export function processesOf(folder: string): string[] {
  const list = execFileSync("ps", ["-eo", "stat=,args="], { encoding: "utf8" });
  return list.split("\n").filter((line) => line.includes(folder) && !line.startsWith("Z"));
}

/** Ends a running program whose command line mentions a folder, as a crash would. */
export function killProgram(name: string, folder: string): void {
  const list = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" });
  const pids = list
    .split("\n")
    .map((line) => /^\s*(\d+) (\S+)/.exec(line)?.slice(1).concat(line) ?? [])
    .filter(([, program, line]) => program?.endsWith(`/${name}`) && line?.includes(folder))
    .map(([pid]) => Number(pid));
  if (pids.length !== 1) throw new Error(`${pids.length} programs ${name} run for ${folder}.`);
  for (const pid of pids) process.kill(pid, "SIGKILL");
}
