import {
  DefinitionError,
  isOperatorError,
  type OperatorError,
  SettingsError,
} from "../support/errors.js";

/** What a look gives that found a mistake. */
export const FAILED: unique symbol = Symbol("failed");

/** Gathers what is wrong with different parts of one thing, so that an author sees all of it at the first try. */
export class Mistakes {
  readonly #errors: OperatorError[] = [];

  /** Runs a check: its result, or `FAILED` if it threw one of our errors. */
  look<Result>(check: () => Result): Result | typeof FAILED {
    try {
      return check();
    } catch (error) {
      if (!isOperatorError(error)) throw error;
      this.#errors.push(error);
      return FAILED;
    }
  }

  /**
   * @throws the error, if there is one; else a DefinitionError if classes are among what is wrong, or a SettingsError, with all messages.
   */
  throwIfAny(): void {
    const [first, ...others] = this.#errors;
    if (first === undefined) return;
    if (others.length === 0) throw first;
    const message = this.#errors.map((error) => error.message).join("\n");
    const cause = new AggregateError(this.#errors, "Several things are wrong.");
    if (this.#errors.some((error) => error instanceof DefinitionError))
      throw new DefinitionError("DEFINITION_INVALID", message, { cause });
    throw new SettingsError("SETTING_INVALID", message, { cause });
  }
}
