import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { isIP, isIPv4 } from "node:net";

import { InvariantError } from "../support/errors.js";
import * as der from "./der.js";

/** A certificate and its private key, both as PEM. */
export interface CertificatePair {
  readonly certificate: string;
  readonly key: string;
}

/** Whom a certificate speaks for, and to whom. */
export interface CertificateRequest {
  /** `CN`: for Kubernetes the user's name. */
  readonly commonName: string;
  /** `O`: for Kubernetes the user's groups. */
  readonly organizations?: readonly string[];
  /** Names and addresses of a server. With them it is a server's certificate, else a client's. */
  readonly hosts?: readonly string[];
}

interface Keys {
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
}

interface Certificate {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: Buffer;
  readonly notAfter: Date;
  readonly extensions: readonly Buffer[];
}

const OID = {
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  subjectKeyId: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyId: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
} as const;

const HOUR_MS = 3_600_000;
/** Longer than any test runs, shorter than anything of a throw-away server should be believed. */
const VALIDITY_MS = 365 * 24 * HOUR_MS;
const EXPLICIT_VERSION_3 = der.explicit(0, der.integer(Buffer.from([2])));
const SIGNATURE_ALGORITHM = der.sequence(der.objectIdentifier(OID.ecdsaWithSha256));
/** The first of the nine usage bits: digitalSignature. */
const DIGITAL_SIGNATURE = der.bitString(Buffer.from([0b1000_0000]), 7);
/** digitalSignature, keyCertSign and cRLSign. */
const SIGN_CERTIFICATES = der.bitString(Buffer.from([0b1000_0110]), 1);

/** Signs the certificates of one throw-away cluster; its key never leaves the process. */
export class CertificateAuthority {
  /** PEM of the authority's own certificate. */
  readonly certificate: string;
  readonly #keys: Keys;
  readonly #name: Buffer;
  readonly #now: Date;

  constructor(commonName: string, now: Date) {
    this.#keys = newKeys();
    this.#name = distinguishedName({ commonName });
    this.#now = now;
    this.certificate = this.#sign({
      subject: this.#name,
      publicKey: this.#keys.publicKey,
      extensions: [
        extension(OID.basicConstraints, der.sequence(der.boolean(true)), "critical"),
        extension(OID.keyUsage, SIGN_CERTIFICATES, "critical"),
        extension(OID.subjectKeyId, der.octetString(keyIdentifier(this.#keys.publicKey))),
      ],
    });
  }

  /** A new key with a certificate for it. */
  issue(request: CertificateRequest): CertificatePair {
    const keys = newKeys();
    const usage = request.hosts === undefined ? OID.clientAuth : OID.serverAuth;
    const extensions = [
      extension(OID.keyUsage, DIGITAL_SIGNATURE, "critical"),
      extension(OID.extendedKeyUsage, der.sequence(der.objectIdentifier(usage))),
      extension(
        OID.authorityKeyId,
        der.sequence(der.implicit(0, keyIdentifier(this.#keys.publicKey))),
      ),
    ];
    if (request.hosts !== undefined)
      extensions.push(extension(OID.subjectAltName, alternativeNames(request.hosts)));
    const subject = distinguishedName(request);
    return {
      certificate: this.#sign({ subject, publicKey: keys.publicKey, extensions }),
      key: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
  }

  #sign(parts: Pick<Certificate, "subject" | "publicKey" | "extensions">): string {
    const notAfter = new Date(this.#now.getTime() + VALIDITY_MS);
    const body = certificateBody(
      { ...parts, issuer: this.#name, notAfter },
      new Date(this.#now.getTime() - HOUR_MS),
    );
    const signature = sign("sha256", body, this.#keys.privateKey);
    return pem("CERTIFICATE", der.sequence(body, SIGNATURE_ALGORITHM, der.bitString(signature)));
  }
}

/** A new key pair as PEM, for signing service account tokens. */
export function newSigningKey(): { readonly privateKey: string; readonly publicKey: string } {
  const keys = newKeys();
  return {
    privateKey: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKey: pem("PUBLIC KEY", keys.publicKey),
  };
}

function newKeys(): Keys {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    privateKey: pair.privateKey,
    publicKey: pair.publicKey.export({ type: "spki", format: "der" }),
  };
}

function certificateBody(certificate: Certificate, notBefore: Date): Buffer {
  return der.sequence(
    EXPLICIT_VERSION_3,
    der.integer(randomBytes(16)),
    SIGNATURE_ALGORITHM,
    certificate.issuer,
    der.sequence(der.time(notBefore), der.time(certificate.notAfter)),
    certificate.subject,
    certificate.publicKey,
    der.explicit(3, der.sequence(...certificate.extensions)),
  );
}

function distinguishedName(
  subject: Pick<CertificateRequest, "commonName" | "organizations">,
): Buffer {
  const organizations = (subject.organizations ?? []).map((name) =>
    nameAttribute(OID.organization, name),
  );
  return der.sequence(...organizations, nameAttribute(OID.commonName, subject.commonName));
}

function nameAttribute(oid: string, value: string): Buffer {
  return der.setOf(der.sequence(der.objectIdentifier(oid), der.utf8String(value)));
}

function extension(oid: string, value: Buffer, critical?: "critical"): Buffer {
  const flags = critical === undefined ? [] : [der.boolean(true)];
  return der.sequence(der.objectIdentifier(oid), ...flags, der.octetString(value));
}

function alternativeNames(hosts: readonly string[]): Buffer {
  return der.sequence(
    ...hosts.map((host) =>
      isIP(host) === 0
        ? der.implicit(2, Buffer.from(host, "ascii"))
        : der.implicit(7, addressBytes(host)),
    ),
  );
}

function addressBytes(address: string): Buffer {
  if (!isIPv4(address))
    throw new InvariantError(
      `A certificate for the address ${address} was asked for: only IPv4 is known.`,
    );
  return Buffer.from(address.split(".").map(Number));
}

/** How authority and subject are matched: any stable digest of the key does. */
function keyIdentifier(publicKey: Buffer): Buffer {
  return createHash("sha256").update(publicKey).digest().subarray(0, 20);
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
