import type { LogLevel } from "../../support/log-level.js";
import { messageOf } from "../../support/errors.js";
import type { EngineParts } from "./engine-parts.js";
import type { TrackedObject } from "./tracked-object.js";

/** What is said of an error that nobody has thought of. */
export const MISTAKE: ErrorReport = {
  what: "Something could not be handled, and is left out. This is a mistake in kephale, please report it",
};

/** What is said where something beside the event handlers cannot read an object. */
export const UNREAD: ErrorReport = {
  what: "Its timers could not follow its last change, and go on as they were",
};

/** What is said of an error. */
export interface ErrorReport {
  /** What failed; the error's message follows. */
  readonly what: string;
  /** What follows from it: the end of the line. */
  readonly consequence?: string;
  /** `error` where it is none. */
  readonly level?: LogLevel;
}

/** Logs what failed for one object. Never throws: whatever was thrown, and whoever logs it, the others have their turn. */
export function reportError(
  parts: EngineParts,
  object: TrackedObject,
  error: unknown,
  { what, consequence = "", level = "error" }: ErrorReport,
): void {
  try {
    parts.logger
      .child(object.reference)
      .log(level, `${what}: ${messageOf(error)}${consequence}`, { error });
  } catch {
    // There is nobody left to tell.
  }
}
