import { homedir } from "node:os";

/** What of the process's surroundings says how to reach a cluster. Read once, at the start of an operator. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
}

/** The surroundings of this process. */
export function readEnvironment(): Environment {
  return { env: { ...process.env }, homeDir: homedir() };
}
