import type { DependencyContainer } from "tsyringe";

import type { ClusterConfig } from "../kube/cluster-access.js";
import type { SandboxOptions } from "../sandbox/index.js";
import type { SettingsOptions } from "../settings/settings.js";
import { SettingsError } from "../support/errors.js";
import type { Logger } from "../telemetry/logger.js";

/** How an operator is run. */
export interface BootstrapOptions {
  /** How to reach the cluster. @defaultValue what `kubectl` would use */
  readonly kubeConfig?: ClusterConfig;
  /** Serve these namespaces only: names, or patterns (`"app-*,!app-test"`). Not together with `clusterWide`. */
  readonly namespaces?: string | readonly string[];
  /** Serve all namespaces. @defaultValue `true`, unless `namespaces` is given */
  readonly clusterWide?: boolean;
  /** Settings that differ from the defaults; a start-up handler may change them after that. */
  readonly settings?: SettingsOptions;
  /** The container whose registrations the operator's services may use. @defaultValue tsyringe's global one */
  readonly container?: DependencyContainer;
  /** Stops the operator when it aborts. */
  readonly signal?: AbortSignal;
  /** Whether SIGINT and SIGTERM stop the operator. @defaultValue `true` */
  readonly signals?: boolean;
  /** Address at which the operator tells how it is: `"http://0.0.0.0:8080/healthz"`. @defaultValue none */
  readonly liveness?: string;
  /** Where log lines go. @defaultValue standard error, as the settings say */
  readonly logger?: Logger;
  /** Run on a cluster in this process, which starts and stops with the operator. @defaultValue `false` */
  readonly sandbox?: boolean | SandboxOptions;
}

const NAMES = [
  "kubeConfig",
  "namespaces",
  "clusterWide",
  "settings",
  "container",
  "signal",
  "signals",
  "liveness",
  "logger",
  "sandbox",
] as const satisfies readonly (keyof BootstrapOptions)[];

/** Options of later versions: an operator that needs one of them must not run without it. */
const LATER = new Set([
  "metrics",
  "inspector",
  "peering",
  "leaderElection",
  "sharding",
  "identity",
]);

/**
 * Checks the options of `bootstrap` that nothing else checks.
 *
 * @throws SettingsError with all mistakes.
 */
export function checkBootstrapOptions(options: BootstrapOptions): void {
  const problems = [...Object.keys(options).flatMap(problemWithName), ...problemsTogether(options)];
  if (problems.length === 0) return;
  throw new SettingsError(
    "SETTING_INVALID",
    `The options of bootstrap are wrong: ${problems.join(" ")}`,
  );
}

function problemWithName(name: string): readonly string[] {
  if (NAMES.some((known) => known === name)) return [];
  if (LATER.has(name)) return [`${name} is not served yet by this version.`];
  return [`${name} does not exist; there are ${NAMES.join(", ")}.`];
}

function problemsTogether({
  namespaces,
  clusterWide,
  sandbox,
  kubeConfig,
}: BootstrapOptions): readonly string[] {
  const problems: string[] = [];
  if (namespaces !== undefined && clusterWide === true) {
    problems.push("namespaces and clusterWide are both given. Give one of them.");
  }
  if (clusterWide === false && namespaces === undefined) {
    problems.push(
      'clusterWide is false, and no namespaces are given. Say which: namespaces: ["default"].',
    );
  }
  if (
    namespaces !== undefined &&
    namespacePatterns(namespaces).some((pattern) => pattern.trim() === "")
  ) {
    problems.push("namespaces has an empty name.");
  }
  if (Boolean(sandbox) && kubeConfig !== undefined) {
    problems.push("sandbox and kubeConfig are both given. Give one of them.");
  }
  return problems;
}

/** The namespaces of an operator as a list. */
export function namespacePatterns(namespaces: string | readonly string[]): readonly string[] {
  return typeof namespaces === "string" ? [namespaces] : namespaces;
}
