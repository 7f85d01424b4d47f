import { OperatorError, SettingsError } from "../support/errors.js";
import { codeOf, sentence } from "./map-errors.js";

/** What is wrong with a configuration, where, and what to do. */
export interface ConfigProblem {
  /** `The kubeconfig /home/me/.kube/config`. */
  readonly source: string;
  readonly problem: string;
  readonly remedy: string;
  readonly cause?: unknown;
}

/** The error for a configuration that is there but cannot be used. */
export function unreadable({ source, problem, remedy, cause }: ConfigProblem): SettingsError {
  return new SettingsError(
    "KUBECONFIG_UNREADABLE",
    `${source} cannot be used: ${problem} ${remedy}`,
    cause === undefined ? {} : { cause },
  );
}

/** The error for a file that cannot be read. */
export function unreadableFile(source: string, path: string, cause: unknown): SettingsError {
  const code = codeOf(cause);
  const why = FILE_PROBLEMS[code] ?? `reading failed${code === "" ? "" : ` (${code})`}`;
  return unreadable({
    source,
    problem: source.endsWith(` ${path}`) ? `${why}.` : `${path}: ${why}.`,
    remedy: "Correct the path, or make the file readable.",
    cause,
  });
}

/**
 * The error for a login that failed.
 *
 * @param what - `The login of user me in the kubeconfig /a`.
 */
export function loginFailed(
  what: string,
  { problem, remedy = "Try the same with kubectl.", cause }: LoginProblem,
): OperatorError {
  return new OperatorError(
    "LOGIN_FAILED",
    `${what} failed: ${sentence(problem)} ${sentence(remedy)}`,
    cause === undefined ? {} : { cause },
  );
}

/** Why a login failed. */
interface LoginProblem {
  readonly problem: string;
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** Tells whether reading failed because there is no such file. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";
}

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "that is a folder",
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
};
