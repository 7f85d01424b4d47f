import type { ActivityOutcome } from "../engine/activities/run-activity.js";
import { isOperatorError, messageOf, OperatorError } from "../support/errors.js";

/**
 * Tells which handlers of an activity have failed for good.
 *
 * @throws OperatorError with all of them, the first as its cause; of a login the first error itself, if that says what to do.
 */
export function throwFirst(
  outcomes: readonly ActivityOutcome[],
  code: "STARTUP_FAILED" | "LOGIN_FAILED" | "CLEANUP_FAILED",
  what: string,
): void {
  const failed = outcomes.filter(({ error }) => error !== undefined);
  const [first] = failed;
  if (first === undefined) return;
  const names = failed
    .map(({ handler, error }) => `${handler.definition.name}: ${messageOf(error)}`)
    .join("; ");
  if (code === "LOGIN_FAILED" && isOperatorError(first.error) && first.error.code !== "PERMANENT")
    throw first.error;
  throw new OperatorError(code, `The ${what} handlers failed for good: ${names}`, {
    cause: first.error,
  });
}
