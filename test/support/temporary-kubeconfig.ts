import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as pem from "./certificates.js";

/** Base64, as in a kubeconfig. */
export function encoded(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** A folder for one test. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
  /** Writes a kubeconfig for a server with the certificates of the tests. */
  kubeconfig(server: string, user: object): Promise<string>;
}

/** Makes a folder that goes away with the test. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), "kephale-config-"));
  return {
    path,
    kubeconfig: async (server, user) => {
      const cluster = {
        server,
        "certificate-authority-data": encoded(pem.AUTHORITY),
      };
      const config = {
        "current-context": "c",
        contexts: [{ name: "c", context: { cluster: "k", user: "u" } }],
        clusters: [{ name: "k", cluster }],
        users: [{ name: "u", user }],
      };
      const file = join(path, "config");
      await writeFile(file, JSON.stringify(config));
      return file;
    },
    [Symbol.asyncDispose]: async () => rm(path, { recursive: true }),
  };
}
