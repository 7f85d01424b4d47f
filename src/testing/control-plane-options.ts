import type { SandboxInput } from "../sandbox/index.js";
import type { Clock } from "../support/clock.js";
import { SystemClock } from "../support/clock.js";
import { DURATION_FORMS, durationMs } from "../support/duration.js";
import type { Duration } from "../support/duration.js";
import { SettingsError } from "../support/errors.js";

/** What a test may say about its control plane. */
export interface ControlPlaneOptions {
  /** CustomResourceDefinitions that are served when `start` returns: objects, paths of YAML files, or YAML. */
  readonly crds?: readonly SandboxInput[];
  /** Objects that are there when `start` returns: objects, paths of YAML files, or YAML. */
  readonly objects?: readonly SandboxInput[];
  /**
   * Folder that has `kube-apiserver` and `etcd`.
   *
   * @defaultValue what `KUBEBUILDER_ASSETS` names; else this project's cache folder; else the folders of setup-envtest
   */
  readonly assets?: string;
  /**
   * Runs kube-controller-manager too: without it nothing collects garbage, and deleted namespaces stay.
   *
   * @defaultValue `true` where its program lies beside the others
   */
  readonly controllerManager?: boolean;
  /** Feature gates of the API server, for example `{ ShardedListAndWatch: true }`. */
  readonly featureGates?: Readonly<Record<string, boolean>>;
  /** More flags for kube-apiserver, for example `"--watch-cache=false"`. A flag that is given twice counts as given last. */
  readonly apiServerFlags?: readonly string[];
  /**
   * How long the servers may take until they are ready.
   *
   * @defaultValue `"60s"`
   */
  readonly startTimeout?: Duration;
  /** Where time comes from: limits and pauses. @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** Complete and checked. */
export interface ControlPlaneSettings {
  readonly crds: readonly SandboxInput[];
  readonly objects: readonly SandboxInput[];
  readonly assets: string | undefined;
  readonly controllerManager: boolean | undefined;
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly apiServerFlags: readonly string[];
  readonly startTimeoutMs: number;
  readonly clock: Clock;
}

const DEFAULTS = { startTimeout: "60s" } as const satisfies ControlPlaneOptions;

export function resolveControlPlane(options: ControlPlaneOptions): ControlPlaneSettings {
  const startTimeout = options.startTimeout ?? DEFAULTS.startTimeout;
  const startTimeoutMs = durationMs(startTimeout);
  if (startTimeoutMs === undefined) {
    throw new SettingsError(
      "SETTING_INVALID",
      `startTimeout of ControlPlane.start must be ${DURATION_FORMS}, not ${String(startTimeout)}.`,
    );
  }
  return {
    crds: options.crds ?? [],
    objects: options.objects ?? [],
    assets: options.assets,
    controllerManager: options.controllerManager,
    featureGates: options.featureGates ?? {},
    apiServerFlags: options.apiServerFlags ?? [],
    startTimeoutMs,
    clock: options.clock ?? new SystemClock(),
  };
}
