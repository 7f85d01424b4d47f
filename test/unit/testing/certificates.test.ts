import { X509Certificate, createPublicKey } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:tls";
import type { ConnectionOptions, TlsOptions } from "node:tls";

import { describe, expect, it } from "@jest/globals";

import { CertificateAuthority, newSigningKey } from "../../../src/testing/certificates.js";

const NOW = new Date("2026-11-23T12:00:00Z");

describe("the certificates of a throw-away cluster", () => {
  it("are signed by the authority, for the user and the groups that were asked for", () => {
    const authority = new CertificateAuthority("test authority", NOW);
    const root = new X509Certificate(authority.certificate);
    const user = new X509Certificate(
      authority.issue({ commonName: "jane", organizations: ["system:masters", "dévs"] })
        .certificate,
    );

    expect(root.ca).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
    expect(user.ca).toBe(false);
    expect(user.checkIssued(root)).toBe(true);
    expect(user.verify(root.publicKey)).toBe(true);
    expect(user.subject).toBe("O=system:masters\nO=dévs\nCN=jane");
    expect(user.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
  });

  it("hold from an hour before their making, for a year", () => {
    const root = new X509Certificate(new CertificateAuthority("a", NOW).certificate);
    expect(new Date(root.validFrom)).toEqual(new Date("2026-11-23T11:00:00Z"));
    expect(new Date(root.validTo)).toEqual(new Date("2027-11-23T12:00:00Z"));
  });

  it("write years from 2050 on with four digits", () => {
    const root = new X509Certificate(
      new CertificateAuthority("a", new Date("2049-06-01T00:00:00Z")).certificate,
    );
    expect(new Date(root.validTo)).toEqual(new Date("2050-06-01T00:00:00Z"));
  });

  it("name the server's hosts and addresses", () => {
    const pair = new CertificateAuthority("a", NOW).issue({
      commonName: "server",
      hosts: ["localhost", "127.0.0.1"],
    });
    expect(new X509Certificate(pair.certificate).subjectAltName).toBe(
      "DNS:localhost, IP Address:127.0.0.1",
    );
  });

  it("pass a handshake in which both sides ask for a certificate, and not one of another authority", async () => {
    const now = new Date();
    const authority = new CertificateAuthority("a", now);
    const server = authority.issue({ commonName: "server", hosts: ["127.0.0.1"] });
    const user = authority.issue({ commonName: "jane" });
    await using listening = await greeter({
      cert: server.certificate,
      key: server.key,
      ca: authority.certificate,
      requestCert: true,
    });

    const trusted = { ca: authority.certificate, cert: user.certificate, key: user.key };
    expect(await greeting(listening.port, trusted)).toBe("Hello, jane");
    const stranger = { ca: new CertificateAuthority("b", now).certificate };
    expect(await greeting(listening.port, stranger)).toBe("SELF_SIGNED_CERT_IN_CHAIN");
  });

  it("come with a key that signs service account tokens", () => {
    const keys = newSigningKey();
    expect(createPublicKey(keys.privateKey).export({ type: "spki", format: "pem" })).toBe(
      keys.publicKey,
    );
  });
});

/** A TLS server that greets whoever shows a certificate, by name. */
async function greeter(options: TlsOptions): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer(options, (socket) =>
    socket.end(`Hello, ${socket.getPeerCertificate().subject.CN}`),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

/** What the server says, or the code of the error that ended the handshake. */
async function greeting(port: number, credentials: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, ...credentials });
    const finish = (outcome: string): void => {
      socket.destroy();
      resolve(outcome);
    };
    socket.on("data", (data) => finish(data.toString()));
    socket.on("error", (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  });
}
