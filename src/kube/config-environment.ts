import { readFile } from "node:fs/promises";

import type { Clock } from "../support/clock.js";

/** Where configuration is looked for: given by those who may look at the process. */
export interface ConfigEnvironment {
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  readonly clock: Clock;
  /** Ends programs that run for a login. */
  readonly signal?: AbortSignal;
  /** Reads a file's text. Default: from the disk. */
  readonly readFile?: (path: string) => Promise<string>;
}

/** Reads a file's text. */
export async function readText(path: string, environment: ConfigEnvironment): Promise<string> {
  return (environment.readFile ?? readFromDisk)(path);
}

async function readFromDisk(path: string): Promise<string> {
  return readFile(path, "utf8");
}
