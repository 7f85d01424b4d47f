import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { readTestEnvironment } from "../../../src/settings/test-environment.js";
import { findBinaries } from "../../../src/testing/binaries.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kephale-binaries-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function programs(where: string, ...names: string[]): string {
  const path = join(folder, where);
  mkdirSync(path, { recursive: true });
  for (const name of names) {
    writeFileSync(join(path, name), "#!/bin/sh\n");
    chmodSync(join(path, name), 0o755);
  }
  return path;
}

/** An environment that knows nothing but the folders of this test. */
const environment = (extra: NodeJS.ProcessEnv = {}): ReturnType<typeof readTestEnvironment> => ({
  ...readTestEnvironment(
    { XDG_CACHE_HOME: join(folder, "cache"), XDG_DATA_HOME: join(folder, "data"), ...extra },
    "linux",
  ),
  installedFolder: join(folder, "installed"),
});

const attempt = (): unknown => findBinaries(environment());

describe("the programs of a control plane", () => {
  it("are found where the option says, before KUBEBUILDER_ASSETS", () => {
    const chosen = programs("chosen", "etcd", "kube-apiserver", "kubectl");
    const named = programs("named", "etcd", "kube-apiserver");
    expect(findBinaries(environment({ KUBEBUILDER_ASSETS: named }), chosen)).toEqual({
      etcd: join(chosen, "etcd"),
      apiServer: join(chosen, "kube-apiserver"),
      kubectl: join(chosen, "kubectl"),
    });
    expect(findBinaries(environment({ KUBEBUILDER_ASSETS: named })).etcd).toBe(join(named, "etcd"));
  });

  it("are found in the cache, then where setup-envtest puts them, newest version first", () => {
    programs("data/kubebuilder-envtest/k8s/1.9.0-linux-amd64", "etcd", "kube-apiserver");
    const newest = programs(
      "data/kubebuilder-envtest/k8s/1.36.2-linux-amd64",
      "etcd",
      "kube-apiserver",
    );
    expect(findBinaries(environment()).etcd).toBe(join(newest, "etcd"));

    const built = programs(
      "cache/kephale/envtest/v1.36.3",
      "etcd",
      "kube-apiserver",
      "kube-controller-manager",
    );
    programs("cache/kephale/envtest/v1.37.0", "etcd");
    programs("cache/kephale/envtest/v1.38.0.partial", "etcd", "kube-apiserver");
    expect(findBinaries(environment())).toEqual({
      etcd: join(built, "etcd"),
      apiServer: join(built, "kube-apiserver"),
      controllerManager: join(built, "kube-controller-manager"),
    });
  });

  it("may each be somewhere else, as envtest's variables say", () => {
    const named = programs("named", "etcd", "kube-apiserver");
    const other = join(programs("other", "my-etcd"), "my-etcd");
    expect(
      findBinaries(environment({ KUBEBUILDER_ASSETS: named, TEST_ASSET_ETCD: other })).etcd,
    ).toBe(other);
  });

  it("are missing with one error that names the three ways to get them", () => {
    expect(attempt).toThrow(expect.objectContaining({ code: "CONTROL_PLANE_BINARIES" }));
    expect(attempt).toThrow(/setup-envtest use.*KUBEBUILDER_ASSETS.*tools\/envtest\/ensure\.mjs/);
    expect(attempt).toThrow(join(folder, "cache"));
  });

  it("are not looked for elsewhere when the named folder does not have them", () => {
    programs("cache/kephale/envtest/v1.36.3", "etcd", "kube-apiserver");
    const empty = programs("empty", "etcd");
    expect(() => findBinaries(environment({ KUBEBUILDER_ASSETS: empty }))).toThrow(
      /KUBEBUILDER_ASSETS names .*empty/,
    );
    expect(() => findBinaries(environment(), empty)).toThrow(/option `assets` names .*empty/);
  });
});
