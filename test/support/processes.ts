import { execFileSync } from "node:child_process";

/** The command lines of running processes that mention a folder. */
export function processesOf(folder: string): string[] {
  const list = execFileSync("ps", ["-eo", "stat=,args="], { encoding: "utf8" });
  return list.split("\n").filter((line) => line.includes(folder) && !line.startsWith("Z"));
}
