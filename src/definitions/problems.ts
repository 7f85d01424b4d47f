import type { ErrorCode } from "../support/error-codes.js";
import { DefinitionError } from "../support/errors.js";

/** One mistake in an operator's classes. */
export interface Problem {
  readonly code: ErrorCode;
  /** `Class.method`, with the parameter's position where it is about one. */
  readonly where: string;
  /** What was found, and what to do. */
  readonly message: string;
}

/** What to do about a class that another transpiler made. */
export const METADATA_REMEDY =
  'Compile with tsc and "experimentalDecorators": true, "emitDecoratorMetadata": true in tsconfig.json (esbuild, tsx and Node\'s type stripping emit none)';

/** Gathers the mistakes of all classes of an operator, so that they come in one report. */
export class ProblemReport {
  readonly #problems: Problem[] = [];

  add(where: string, message: string, code: ErrorCode = "DEFINITION_INVALID"): void {
    this.#problems.push({ code, where, message });
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /**
   * @throws DefinitionError with all mistakes, if there are any. Its code is theirs, if they have all the same.
   */
  throwIfAny(): void {
    const [first] = this.#problems;
    if (first === undefined) return;
    const same = this.#problems.every(({ code }) => code === first.code);
    const lines = this.#problems.map(
      ({ code, where, message }) => `  - ${where}: ${message} [${code}]`,
    );
    throw new DefinitionError(
      same ? first.code : "DEFINITION_INVALID",
      `The operator cannot start: ${lines.length === 1 ? "one mistake" : `${lines.length} mistakes`} in its classes.\n${lines.join("\n")}`,
    );
  }
}
