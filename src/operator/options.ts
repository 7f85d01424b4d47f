import type { DependencyContainer } from "tsyringe";

import type { ClusterConfig } from "../kube/cluster-access.js";
import type { SandboxOptions } from "../sandbox/index.js";
import type { SettingsOptions } from "../settings/settings.js";
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

/** The namespaces of an operator as a list. */
export function namespacePatterns(namespaces: string | readonly string[]): readonly string[] {
  return typeof namespaces === "string" ? [namespaces] : namespaces;
}
