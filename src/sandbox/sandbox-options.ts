import type { Clock } from "../support/clock.js";
import { SettingsError } from "../support/errors.js";
import type { Logger } from "../telemetry/logger.js";
import type { SandboxInput } from "./input.js";

/** How a sandbox starts. */
export interface SandboxOptions {
  /** CustomResourceDefinitions that are served when `start` returns: objects, paths of YAML files, or YAML. */
  readonly crds?: readonly SandboxInput[];
  /** Objects that are there from the start: objects, paths of YAML files, or YAML. */
  readonly objects?: readonly SandboxInput[];
  /** Port on 127.0.0.1. @defaultValue `0`: any free one */
  readonly port?: number;
  /** Where time comes from: timestamps, bookmarks, the ends of watches. @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** Told where the sandbox is. @defaultValue nobody */
  readonly logger?: Logger;
  /** Where the kubeconfig is written. @defaultValue a file in a new temporary folder */
  readonly kubeConfigFile?: string;
  /** Bearer tokens that are accepted; the first stands in the kubeconfig. @defaultValue requests need no token */
  readonly tokens?: readonly string[];
}

/** An option with which no sandbox can be started. */
export function unusable(option: string, problem: string, cause: unknown): SettingsError {
  return new SettingsError("SETTING_INVALID", `${option} of Sandbox.start: ${problem}`, { cause });
}
