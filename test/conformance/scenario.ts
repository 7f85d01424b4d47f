import type { Recorder } from "./recorder.js";

/** What a target must have for a scenario to make sense there. */
export type Need = "namespaces" | "core" | "compaction";

/** Requests that belong together, written so that they run on any API server. */
export interface Scenario {
  readonly name: string;
  readonly needs: readonly Need[];
  readonly run: (api: Recorder) => Promise<void>;
}

/** A scenario. */
export function scenario(
  name: string,
  run: Scenario["run"],
  needs: readonly Need[] = [],
): Scenario {
  return { name, run, needs };
}
