import { join } from "node:path";

import type { ClusterAccess } from "../kube/cluster-access.js";
import { isRecord } from "../resources/json.js";
import type { ApiObject } from "../sandbox/index.js";
import type { Clock } from "../support/clock.js";
import { InvariantError } from "../support/errors.js";
import { ApiConnection } from "./api-connection.js";
import type { CertificateAuthority } from "./certificates.js";
import type { ClusterClient } from "./cluster-client.js";
import { writeKubeConfig } from "./kubeconfig-file.js";
import { grantRules } from "./rule-grants.js";
import type { PolicyRule } from "./rule-grants.js";
import { until } from "./until.js";

/** What a user may do, and who it is. */
export interface UserOptions {
  /** By which the server knows the user. @defaultValue `"user-1"`, `"user-2"`, … */
  readonly name?: string;
  /** Rights in `namespace`, or in the whole cluster if there is none; written as in a Role. */
  readonly rules: readonly PolicyRule[];
  /** Rights in the whole cluster beside those in `namespace`. */
  readonly clusterRules?: readonly PolicyRule[];
  /** Where `rules` hold. It must exist. */
  readonly namespace?: string;
}

/** A user known by a client certificate. */
export interface CertificateUser {
  /** By which the server knows the user. */
  readonly name: string;
  /** With the certificate. */
  readonly kubeConfig: ClusterAccess;
  /** The path of the same as a file. */
  readonly kubeConfigFile: string;
}

/** A service account known by a token. */
export interface TokenUser {
  /** `system:serviceaccount:<namespace>:<name>`. */
  readonly name: string;
  /** With the current token. */
  readonly kubeConfig: ClusterAccess;
  /** The path of the same as a file. */
  readonly kubeConfigFile: string;
  /** Makes the token worthless; resolves once the server refuses it with 401 (servers remember good tokens for some ten seconds). */
  revoke(): Promise<void>;
  /** Gives a new token; also in the kubeconfig file, and in `kubeConfig`. */
  renew(): Promise<ClusterAccess>;
}

const TOKEN_SECONDS = 3600;
/** Servers remember for 10 s that a token was good. */
const REVOCATION_LIMIT_MS = 30_000;

/** Makes users of one control plane. */
export class ClusterUsers {
  readonly #client: ClusterClient;
  readonly #authority: CertificateAuthority;
  readonly #context: { readonly folder: string; readonly clock: Clock };
  #made = 0;

  constructor(
    client: ClusterClient,
    authority: CertificateAuthority,
    context: { folder: string; clock: Clock },
  ) {
    this.#client = client;
    this.#authority = authority;
    this.#context = context;
  }

  async withCertificate(options: UserOptions): Promise<CertificateUser> {
    const name = this.#nameOf(options);
    const subject = { kind: "User", apiGroup: "rbac.authorization.k8s.io", name };
    await grantRules(this.#client, {
      ...options,
      name,
      subject,
      user: name,
      clock: this.#context.clock,
    });
    const pair = this.#authority.issue({ commonName: name });
    const kubeConfig = {
      ...this.#server(),
      clientCertificate: pair.certificate,
      clientKey: pair.key,
    };
    return { name, kubeConfig, kubeConfigFile: this.#write(name, kubeConfig) };
  }

  async withToken(options: UserOptions): Promise<TokenUser> {
    const account = this.#nameOf(options);
    const namespace = options.namespace ?? "default";
    const user = `system:serviceaccount:${namespace}:${account}`;
    await this.#client.create({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: account, namespace },
    });
    const subject = { kind: "ServiceAccount", name: account, namespace };
    await grantRules(this.#client, {
      ...options,
      name: account,
      subject,
      user,
      clock: this.#context.clock,
    });
    const tokens = new BoundTokens(this.#client, account, namespace);
    const access = async (): Promise<ClusterAccess> => ({
      ...this.#server(),
      token: await tokens.issue(),
    });
    return this.#tokenUser(user, account, { tokens, access, first: await access() });
  }

  #tokenUser(
    user: string,
    account: string,
    parts: { tokens: BoundTokens; access: () => Promise<ClusterAccess>; first: ClusterAccess },
  ): TokenUser {
    let current = parts.first;
    return {
      name: user,
      get kubeConfig(): ClusterAccess {
        return current;
      },
      kubeConfigFile: this.#write(account, current),
      revoke: async () => {
        await parts.tokens.revoke();
        await this.#untilRefused(current);
      },
      renew: async () => {
        current = await parts.access();
        this.#write(account, current);
        return current;
      },
    };
  }

  async #untilRefused(access: ClusterAccess): Promise<void> {
    const connection = new ApiConnection(access);
    try {
      const refused = async (): Promise<boolean> =>
        (await connection.send({ method: "GET", path: "/api" })).status === 401;
      await until(refused, {
        clock: this.#context.clock,
        timeoutMs: REVOCATION_LIMIT_MS,
        what: "the revoked token is refused",
      });
    } finally {
      await connection.close();
    }
  }

  #nameOf(options: UserOptions): string {
    this.#made += 1;
    return options.name ?? `user-${String(this.#made)}`;
  }

  #server(): ClusterAccess {
    const { server, ca } = this.#client.kubeConfig;
    return { server, ...(ca === undefined ? {} : { ca }) };
  }

  #write(name: string, access: ClusterAccess): string {
    const path = join(this.#context.folder, `${name}.kubeconfig`);
    writeKubeConfig(path, access, name);
    return path;
  }
}

/** Tokens of a service account that live as long as a Secret: deleting it is how Kubernetes revokes one. */
class BoundTokens {
  readonly #client: ClusterClient;
  readonly #account: string;
  readonly #namespace: string;
  #secret: ApiObject | undefined;

  constructor(client: ClusterClient, account: string, namespace: string) {
    this.#client = client;
    this.#account = account;
    this.#namespace = namespace;
  }

  async issue(): Promise<string> {
    const metadata = { generateName: `${this.#account}-token-`, namespace: this.#namespace };
    const secret = await this.#client.create({ apiVersion: "v1", kind: "Secret", metadata });
    this.#secret = secret;
    const boundObjectRef = {
      apiVersion: "v1",
      kind: "Secret",
      name: secret.metadata.name,
      uid: secret.metadata.uid,
    };
    const answer = await this.#client.createSubresource(
      {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: this.#account, namespace: this.#namespace },
      },
      "token",
      {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: { audiences: [], expirationSeconds: TOKEN_SECONDS, boundObjectRef },
      },
    );
    const token = isRecord(answer["status"]) ? answer["status"]["token"] : undefined;
    if (typeof token !== "string")
      throw new InvariantError("The server answered a TokenRequest without a token.");
    return token;
  }

  async revoke(): Promise<void> {
    if (this.#secret !== undefined) await this.#client.delete(this.#secret);
    this.#secret = undefined;
  }
}
