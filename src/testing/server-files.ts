import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { type CertificateAuthority, newSigningKey } from "./certificates.js";
import { LAYOUT_FILES } from "./server-programs.js";

/** Writes the certificates and keys that the servers of a control plane read. */
export function writeServerFiles(folder: string, authority: CertificateAuthority): void {
  const server = authority.issue({
    commonName: "kube-apiserver",
    hosts: ["localhost", "127.0.0.1", "10.0.0.1"],
  });
  const tokens = newSigningKey();
  const write = (file: keyof typeof LAYOUT_FILES, content: string): void =>
    writeFileSync(join(folder, LAYOUT_FILES[file]), content, { mode: 0o600 });
  write("authority", authority.certificate);
  write("serverCertificate", server.certificate);
  write("serverKey", server.key);
  write("tokenKey", tokens.privateKey);
  write("tokenPublicKey", tokens.publicKey);
}
