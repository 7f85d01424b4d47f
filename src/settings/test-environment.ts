import { homedir } from "node:os";
import { join } from "node:path";

/** What the environment says about the programs of a control plane for tests; the names are those of controller-runtime's envtest. */
export interface TestEnvironment {
  /** Folder that `KUBEBUILDER_ASSETS` names. */
  readonly assets: string | undefined;
  /** Paths of single programs: `TEST_ASSET_KUBE_APISERVER`, `TEST_ASSET_ETCD` and so on. */
  readonly programs: Readonly<Record<string, string>>;
  /** Where this project's own script puts what it built: one folder per version. */
  readonly builtFolder: string;
  /** Where setup-envtest keeps what it downloaded: one folder per version and platform. */
  readonly downloadedFolder: string;
  /** Where kubebuilder's installer once put its programs. */
  readonly installedFolder: string;
  /** `PATH`, the only variable that the servers inherit. */
  readonly path: string;
}

const PROGRAM_VARIABLE = /^TEST_ASSET_(\w+)$/;

/** Reads the environment once. */
export function readTestEnvironment(
  env: NodeJS.ProcessEnv = process.env,
  platform: string = process.platform,
): TestEnvironment {
  const cache = nonEmpty(env["XDG_CACHE_HOME"]) ?? join(homedir(), ".cache");
  return {
    assets: nonEmpty(env["KUBEBUILDER_ASSETS"]),
    programs: programsOf(env),
    builtFolder: join(cache, "kephale", "envtest"),
    downloadedFolder: join(dataFolder(env, platform), "k8s"),
    installedFolder: "/usr/local/kubebuilder/bin",
    path: env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
  };
}

function programsOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const programs: Record<string, string> = {};
  for (const [variable, value] of Object.entries(env)) {
    const name = PROGRAM_VARIABLE.exec(variable)?.[1];
    if (name !== undefined && value !== undefined && value !== "")
      programs[name.toLowerCase().replaceAll("_", "-")] = value;
  }
  return programs;
}

function dataFolder(env: NodeJS.ProcessEnv, platform: string): string {
  const chosen = nonEmpty(env["XDG_DATA_HOME"]);
  if (chosen !== undefined) return join(chosen, "kubebuilder-envtest");
  return platform === "darwin"
    ? join(homedir(), "Library", "Application Support", "io.kubebuilder.envtest")
    : join(homedir(), ".local", "share", "kubebuilder-envtest");
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
