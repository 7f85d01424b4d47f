import { SettingsError, isError } from "../../support/errors.js";

/** A kubeconfig that cannot be used: which file, what in it, and what to do. */
export function unreadable(file: string, problem: string, cause?: unknown): SettingsError {
  return new SettingsError("KUBECONFIG_UNREADABLE", `The kubeconfig ${file} cannot be used: ${problem}`, cause === undefined ? {} : { cause });
}

/** Tells whether something failed because a file is not there. */
export function isMissing(error: unknown): boolean {
  return isError(error) && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
