/**
 * Prints the folder that has the programs of a control plane (etcd, kube-apiserver, kube-controller-manager, kubectl):
 * the one that KUBEBUILDER_ASSETS names, else the cache, else setup-envtest's; else builds them with Go into the cache.
 *
 *   node tools/envtest/ensure.mjs
 *
 * Exit codes: 0 found or built, 1 failed, 3 neither programs nor Go. Built-ins only, good for Node 20.
 */
import { spawn } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { homedir, setPriority } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { isAlive, withLock } from "./lock.mjs";

const EXIT_UNAVAILABLE = 3;

const MODULE = dirname(fileURLToPath(import.meta.url));
const REQUIRED = ["etcd", "kube-apiserver"];
const VERSION_PACKAGES = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"];
const ETCD = "go.etcd.io/etcd/server/v3";
const SERVERS = ["kube-apiserver", "kubectl", "kube-controller-manager"];
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
/** The build is long: others on the machine come first. */
const NICE = 10;

/** Neither the programs nor a Go that could build them. */
export class UnavailableError extends Error {}

/** The folder with the programs. */
export async function ensureAssets(env = process.env) {
  const named = env.KUBEBUILDER_ASSETS;
  if (named) {
    if (hasPrograms(named)) return named;
    throw new Error(
      `KUBEBUILDER_ASSETS names ${named}, which does not have both etcd and kube-apiserver.`,
    );
  }
  const version = pinnedVersion();
  const cache = join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "kephale", "envtest");
  const built = join(cache, version);
  const found = [built, ...downloaded(env), "/usr/local/kubebuilder/bin"].find(hasPrograms);
  return found ?? (await build(cache, version));
}

/** The version of Kubernetes that go.mod pins. */
function pinnedVersion() {
  const goMod = readFileSync(join(MODULE, "go.mod"), "utf8");
  const version = /^\s*k8s\.io\/kubernetes (v\S+)/m.exec(goMod)?.[1];
  if (version === undefined)
    throw new Error(`${join(MODULE, "go.mod")} does not pin k8s.io/kubernetes.`);
  return version;
}

function hasPrograms(folder) {
  return REQUIRED.every((name) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The folders of setup-envtest, newest version first. */
function downloaded(env) {
  const macOs = join(homedir(), "Library", "Application Support", "io.kubebuilder.envtest");
  const usual =
    process.platform === "darwin"
      ? macOs
      : join(homedir(), ".local", "share", "kubebuilder-envtest");
  const store = join(
    env.XDG_DATA_HOME ? join(env.XDG_DATA_HOME, "kubebuilder-envtest") : usual,
    "k8s",
  );
  if (!existsSync(store)) return [];
  const newestFirst = readdirSync(store).toSorted((left, right) =>
    right.localeCompare(left, "en", { numeric: true }),
  );
  return newestFirst.map((name) => join(store, name));
}

async function build(cache, version) {
  await assertGo(version);
  mkdirSync(cache, { recursive: true });
  const target = join(cache, version);
  await withLock(join(cache, `${version}.lock`), async () => {
    // Another run may have built it while this one waited.
    if (hasPrograms(target)) return;
    removeAbandoned(`${target}.partial-`);
    // A folder of its own: a build whose owner was killed may still write into the one of before.
    const partial = `${target}.partial-${String(process.pid)}`;
    mkdirSync(partial);
    process.stderr.write(
      `Building etcd, ${SERVERS.join(", ")} ${version} into ${target}: some five minutes, once.\n`,
    );
    try {
      await buildInto(partial, version);
      rmSync(target, { recursive: true, force: true });
      renameSync(partial, target);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  });
  return target;
}

/** Removes what processes that are gone have left unfinished. */
function removeAbandoned(prefix) {
  for (const name of readdirSync(dirname(prefix))) {
    const folder = join(dirname(prefix), name);
    if (folder.startsWith(prefix) && !isAlive(Number(folder.slice(prefix.length))))
      rmSync(folder, { recursive: true, force: true });
  }
}

async function assertGo(version) {
  try {
    await go(["version"], { quiet: true });
  } catch {
    throw new UnavailableError(
      `There is no kube-apiserver ${version} on this machine, and no Go to build it with.`,
    );
  }
}

/** All programs at once: what they share is compiled once, and one is linked while another still compiles. */
async function buildInto(folder, version) {
  const [major, minor] = version.slice(1).split(".");
  // Without these the server calls itself v0.0.0-master, and clients that compare versions go wrong.
  const stamps = VERSION_PACKAGES.map(
    (name) =>
      `-X ${name}.gitVersion=${version} -X ${name}.gitMajor=${major} -X ${name}.gitMinor=${minor} -X ${name}.gitTreeState=clean`,
  );
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false"];
  // Nobody debugs them: without debug information there is less to compile and to link.
  flags.push("-gcflags=all=-dwarf=false", "-ldflags", ["-s -w", ...stamps].join(" "));
  const servers = SERVERS.map((name) => `k8s.io/kubernetes/cmd/${name}`);
  await go(["build", ...flags, "-o", `${folder}/`, ETCD, ...servers]);
  // Go names a program after the last part of its path that is no version.
  renameSync(join(folder, "server"), join(folder, "etcd"));
}

/** Runs Go; what is to end this process ends Go and its compilers first. */
async function go(args, { quiet = false } = {}) {
  // Standard output is for the folder's name alone.
  const stdio = quiet ? "ignore" : ["ignore", 2, 2];
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "" };
  // The whole group: Go does not end its compilers when it is ended.
  const forward = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has just ended by itself.
    }
  };
  // Before the start: there must be no moment in which a signal ends this process alone.
  for (const signal of SIGNALS) process.on(signal, forward);
  const child = spawn("go", args, { cwd: MODULE, stdio, env, detached: true });
  try {
    await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("spawn", () => setPriority(child.pid, NICE));
      child.once("exit", (code, signal) => {
        const end = signal === null ? `with code ${String(code)}` : `by ${signal}`;
        return code === 0 ? resolve() : reject(new Error(`go ${args[0]} ended ${end}.`));
      });
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, forward);
  }
}

async function main() {
  try {
    process.stdout.write(`${await ensureAssets()}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof UnavailableError ? EXIT_UNAVAILABLE : 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
