import { createHash } from "node:crypto";

/** What a TLS connection to the server needs. */
export interface TlsOptions {
  /** PEM of the authorities that may sign the server's certificate; absent: the machine's. */
  readonly ca?: string;
  /** PEM of the client certificate. */
  readonly cert?: string;
  /** PEM of its key. */
  readonly key?: string;
  /** Accept any certificate. */
  readonly insecure?: boolean;
  /** The name that the server's certificate must have, if it is not the one in the URL. */
  readonly serverName?: string;
}

/** Where the headers come from that say who is asking. */
export interface HeaderSource {
  /** The headers of the moment. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** Something that is equal as long as the headers are, for example the token. */
  readonly secret: string;
}

/** What a credential is made of. */
export interface CredentialParts {
  readonly server: string;
  readonly tls?: TlsOptions;
  readonly proxyUrl?: string | undefined;
  readonly expiration?: Date | undefined;
  readonly priority?: number | undefined;
  readonly source?: HeaderSource;
}

/** How one cluster is reached, and as whom. */
export class Credential {
  /** URL of the API server; a path in it stands before all paths. */
  readonly server: string;
  readonly tls: TlsOptions;
  /** The proxy on the way to the server. */
  readonly proxyUrl: string | undefined;
  /** From then on it is not used any more. */
  readonly expiration: Date | undefined;
  /** Of several, one with the highest priority is used. */
  readonly priority: number;
  readonly #source: HeaderSource | undefined;

  constructor(parts: CredentialParts) {
    this.server = parts.server;
    this.tls = parts.tls ?? {};
    this.proxyUrl = parts.proxyUrl;
    this.expiration = parts.expiration;
    this.priority = parts.priority ?? 0;
    this.#source = parts.source;
  }

  /** The headers that say who is asking; a token that is renewed behind the scenes is always the one of the moment. */
  async headers(): Promise<Readonly<Record<string, string>>> {
    return (await this.#source?.headers()) ?? {};
  }

  /** Equal for credentials that the server cannot tell apart. Holds no secret. */
  get fingerprint(): string {
    const parts = [this.server, this.tls.cert, this.tls.key, this.#source?.secret];
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  }
}

/** Headers that never change: a token, or a name and a password. */
export class FixedHeaders implements HeaderSource {
  readonly secret: string;

  constructor(authorization: string) {
    this.secret = authorization;
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    return Promise.resolve({ authorization: this.secret });
  }

  /** For a bearer token. */
  static bearer(token: string): FixedHeaders {
    return new FixedHeaders(`Bearer ${token}`);
  }

  /** For a name and a password. */
  static basic(username: string, password: string): FixedHeaders {
    return new FixedHeaders(`Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`);
  }
}
