import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stringify } from "yaml";

/** A kubeconfig on disk that is removed with the sandbox. */
export interface KubeConfigFile {
  readonly path: string;
  remove(): Promise<void>;
}

function contentOf(server: string, token: string | undefined): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "sandbox", cluster: { server } }],
    users: [{ name: "sandbox", user: token === undefined ? {} : { token } }],
    contexts: [
      { name: "sandbox", context: { cluster: "sandbox", user: "sandbox", namespace: "default" } },
    ],
    "current-context": "sandbox",
  });
}

/** Writes a kubeconfig for a server: to the given path, or into a new folder of its own. */
export async function writeKubeConfig(
  server: string,
  options: { readonly token?: string | undefined; readonly path?: string | undefined },
): Promise<KubeConfigFile> {
  const folder =
    options.path === undefined ? await mkdtemp(join(tmpdir(), "kephale-sandbox-")) : undefined;
  const path = options.path ?? join(folder ?? "", "kubeconfig");
  await writeFile(path, contentOf(server, options.token), { mode: 0o600 });
  return { path, remove: async () => rm(folder ?? path, { recursive: true, force: true }) };
}
