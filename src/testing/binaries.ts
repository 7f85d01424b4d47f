import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import type { TestEnvironment } from "../settings/test-environment.js";
import { SettingsError } from "../support/errors.js";

/** Paths of the programs of a control plane. */
export interface ControlPlaneBinaries {
  /** The path of etcd. */
  readonly etcd: string;
  /** The path of kube-apiserver. */
  readonly apiServer: string;
  /** There only if its folder has one: envtest's own downloads do not. */
  readonly controllerManager?: string;
  /** There only if its folder has one. */
  readonly kubectl?: string;
}

const NAMES = {
  etcd: "etcd",
  apiServer: "kube-apiserver",
  controllerManager: "kube-controller-manager",
  kubectl: "kubectl",
} as const;

/** `v1.36.3`, or setup-envtest's `1.36.2-linux-amd64`; not the leftovers of a build. */
const VERSION_FOLDER = /^v?\d+\.\d+\.\d+(-\w+-\w+)?$/;

const THREE_WAYS =
  "Three ways to get them: (1) `setup-envtest use` downloads them; `export KUBEBUILDER_ASSETS=$(setup-envtest use -p path)`; " +
  "(2) set KUBEBUILDER_ASSETS, or the option `assets`, to a folder that has kube-apiserver and etcd; " +
  "(3) in a checkout of kephale with Go installed, `node tools/envtest/ensure.mjs` builds them.";

/**
 * Finds etcd and kube-apiserver, and what else lies beside them.
 *
 * @throws SettingsError with the code `CONTROL_PLANE_BINARIES` if they are nowhere.
 */
export function findBinaries(environment: TestEnvironment, assets?: string): ControlPlaneBinaries {
  const chosen = assets ?? environment.assets;
  const folders = chosen === undefined ? usualFolders(environment) : [chosen];
  for (const folder of folders) {
    const found = binariesIn(folder, environment.programs);
    if (found !== undefined) return found;
  }
  const named =
    chosen === undefined
      ? undefined
      : assets === undefined
        ? "KUBEBUILDER_ASSETS"
        : "The option `assets`";
  throw new SettingsError(
    "CONTROL_PLANE_BINARIES",
    named === undefined
      ? `No folder with the programs kube-apiserver and etcd was found. Looked in: ${folders.join(", ")}. ${THREE_WAYS}`
      : `${named} names ${String(chosen)}, which does not have both kube-apiserver and etcd. ${THREE_WAYS}`,
  );
}

function binariesIn(
  folder: string,
  overrides: Readonly<Record<string, string>>,
): ControlPlaneBinaries | undefined {
  const locate = (name: string): string | undefined =>
    [overrides[name], join(folder, name)].find(isProgram);
  const etcd = locate(NAMES.etcd);
  const apiServer = locate(NAMES.apiServer);
  if (etcd === undefined || apiServer === undefined) return undefined;
  const controllerManager = locate(NAMES.controllerManager);
  const kubectl = locate(NAMES.kubectl);
  return {
    etcd,
    apiServer,
    ...(controllerManager === undefined ? {} : { controllerManager }),
    ...(kubectl === undefined ? {} : { kubectl }),
  };
}

function usualFolders(environment: TestEnvironment): string[] {
  return [
    ...versionsIn(environment.builtFolder),
    ...versionsIn(environment.downloadedFolder),
    environment.installedFolder,
  ];
}

/** The folders of all versions, newest first; the folder itself when there are none, so that a message can name it. */
function versionsIn(folder: string): string[] {
  const versions = namesIn(folder).filter((name) => VERSION_FOLDER.test(name));
  if (versions.length === 0) return [folder];
  const newestFirst = versions.toSorted((left, right) =>
    right.localeCompare(left, "en", { numeric: true }),
  );
  return newestFirst.map((name) => join(folder, name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isProgram(path: string | undefined): path is string {
  if (path === undefined) return false;
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
