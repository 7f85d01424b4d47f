import type { KubeConfig } from "@kubernetes/client-node";

/**
 * How a cluster is reached, in plain values: what a login handler may return, and what `bootstrap` takes as `kubeConfig`
 * beside a file's path and a client-node `KubeConfig`.
 *
 * @example `{ server: "https://10.0.0.1:6443", ca: readFileSync("ca.crt", "utf8"), token: "…" }`
 */
export interface ClusterAccess {
  /** URL of the API server. */
  readonly server: string;
  /** PEM of the authorities that may sign the server's certificate. Default: the machine's. */
  readonly ca?: string;
  /** Bearer token. */
  readonly token?: string;
  /** With `password`: basic authentication, for proxies in front of a server that ask for it. */
  readonly username?: string;
  /** See `username`. */
  readonly password?: string;
  /** PEM of the client certificate. */
  readonly clientCertificate?: string;
  /** PEM of the client certificate's key. */
  readonly clientKey?: string;
  /** Accept any server certificate. */
  readonly insecure?: boolean;
  /** HTTP(S) proxy on the way to the server. */
  readonly proxyUrl?: string;
  /** From then on it is not used any more. */
  readonly expiration?: Date;
  /** Of several, one with the highest priority is used. Default 0. */
  readonly priority?: number;
}

/** Everything that says how to reach a cluster: a kubeconfig file's path, client-node's `KubeConfig`, or plain values. */
export type ClusterConfig = string | KubeConfig | ClusterAccess;
