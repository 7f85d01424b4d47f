import { readFile } from "node:fs/promises";

import { SystemClock } from "../../support/clock.js";
import type { Clock } from "../../support/clock.js";

/** What the search for a cluster looks at. The process's environment comes in here, and nowhere else. */
export interface ClusterEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** Reads a text file. @defaultValue the file system */
  readonly readFile?: (path: string) => Promise<string>;
  /** Tells when files with tokens are read again. @defaultValue the machine's */
  readonly clock?: Clock;
}

/** The same with nothing left open. */
export type ResolvedEnvironment = Required<ClusterEnvironment>;

export function resolveEnvironment(environment: ClusterEnvironment): ResolvedEnvironment {
  return {
    readFile: async (path) => readFile(path, "utf8"),
    clock: new SystemClock(),
    ...environment,
  };
}
