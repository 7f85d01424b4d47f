import { OperatorError } from "../../src/support/errors.js";

/** What a function throws: an error of the SDK. */
export function failureOf(act: () => unknown): OperatorError {
  try {
    act();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error("It was expected to throw, and did not.");
}
