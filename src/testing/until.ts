import { OperatorError } from "../support/errors.js";
import type { Clock } from "../support/clock.js";

/** What is waited for, and how long. */
export interface Waiting {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** For the message when it does not come: "the API server is ready". */
  readonly what: string;
  /** Pause between two looks. Default 50 ms: several programs start on the same machine meanwhile. */
  readonly intervalMs?: number;
}

/**
 * Resolves once a condition outside this process holds.
 *
 * @throws OperatorError with the code `CONTROL_PLANE_START` when the time is over.
 */
export async function until(condition: () => Promise<boolean>, waiting: Waiting): Promise<void> {
  const end = waiting.clock.monotonic() + waiting.timeoutMs;
  while (!(await condition())) {
    if (waiting.clock.monotonic() >= end) {
      throw new OperatorError(
        "CONTROL_PLANE_START",
        `After ${String(waiting.timeoutMs)} ms it is still not so that ${waiting.what}.`,
      );
    }
    await waiting.clock.sleep(waiting.intervalMs ?? 50);
  }
}
