import { createHash } from "node:crypto";

/** Request headers by name; several values are sent as several headers. */
export type RequestHeaders = Readonly<Record<string, string | string[]>>;

/** How the TLS connection to a server is made; what is not given is the machine's default. */
export interface TlsOptions {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly passphrase?: string;
  /** `false`: accept any server certificate. */
  readonly rejectUnauthorized?: boolean;
  /** The name that the server's certificate must bear. */
  readonly servername?: string;
}

/** How one cluster is reached, and as whom. */
export interface Credential {
  /** URL of the API server, without a slash at the end; may have a path. */
  readonly server: string;
  readonly tls: TlsOptions;
  /** HTTP(S) or SOCKS proxy on the way to the server. */
  readonly proxyUrl?: string | undefined;
  /** The namespace that goes with it: of the kubeconfig's context, or of the service account. */
  readonly namespace?: string | undefined;
  /** Of several, one with the highest priority is used. */
  readonly priority: number;
  /** Milliseconds since 1970; from then on it is not used any more. */
  readonly expiresAtMs?: number | undefined;
  /** The headers that prove who we are, fresh: tokens rotate. */
  headers(): Promise<RequestHeaders>;
}

/** One name for a credential as it was used; it holds no secret itself. */
export function fingerprintOf(credential: Credential, headers: RequestHeaders): string {
  const { server, tls } = credential;
  const parts = [
    server,
    tls.ca,
    tls.cert,
    tls.key,
    JSON.stringify(headers, Object.keys(headers).toSorted()),
  ];
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part?.length ?? -1}:`).update(part ?? "");
  return hash.digest("base64");
}
