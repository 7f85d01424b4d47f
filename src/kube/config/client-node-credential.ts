import type { RequestOptions } from "node:https";

import type { KubeConfig } from "@kubernetes/client-node";

import type { Clock } from "../../support/clock.js";
import { OperatorError, SettingsError, messageOf } from "../../support/errors.js";
import { Credential } from "../credential.js";
import type { HeaderSource } from "../credential.js";
import { stringOf } from "../json.js";
import type { ResolvedEnvironment } from "./environment.js";
import { proxyFor } from "./proxy-environment.js";

/** client-node keeps its tokens until they expire, and reads files every time: it is not asked for each request. */
const ASK_AGAIN_MS = 10_000;

/** A kubeconfig in the words of client-node, for what only client-node can do. */
export type KubeconfigDocument = Readonly<Record<string, unknown>>;

/**
 * The credential of a kubeconfig with an exec plugin, an auth provider or OIDC.
 *
 * @throws OperatorError with code `LOGIN_FAILED` if these give nothing.
 */
export async function credentialByClientNode(document: KubeconfigDocument, environment: ResolvedEnvironment): Promise<Credential> {
  // Loaded only here: its models cost half a second and 55 MB.
  const { KubeConfig: ClientNodeConfig } = await import("@kubernetes/client-node");
  const config = new ClientNodeConfig();
  config.loadFromString(JSON.stringify(document));
  return credentialOfKubeConfig(config, environment);
}

/** The credential of client-node's own configuration object. */
export async function credentialOfKubeConfig(config: KubeConfig, environment: ResolvedEnvironment): Promise<Credential> {
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new SettingsError("CLUSTER_NOT_FOUND", "The KubeConfig has no current cluster: load it, or set its current context.");
  }
  const source = new ClientNodeHeaders(config, environment.clock);
  const options = await source.options();
  const pem = { ca: pemText(options.ca), cert: pemText(options.cert), key: pemText(options.key) };
  return new Credential({
    server: cluster.server,
    proxyUrl: cluster.proxyUrl ?? proxyFor(cluster.server, environment.env),
    source,
    tls: {
      ...(pem.ca === "" ? {} : { ca: pem.ca }),
      ...(pem.cert === "" ? {} : { cert: pem.cert }),
      ...(pem.key === "" ? {} : { key: pem.key }),
      ...(options.rejectUnauthorized === false ? { insecure: true } : {}),
      ...(cluster.tlsServerName === undefined ? {} : { serverName: cluster.tlsServerName }),
    },
  });
}

class ClientNodeHeaders implements HeaderSource {
  readonly #config: KubeConfig;
  readonly #clock: Clock;
  #options: Promise<RequestOptions> | undefined;
  #askAgainMs = 0;
  #secret = "";

  constructor(config: KubeConfig, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
  }

  get secret(): string {
    return this.#secret;
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    const options = await this.options();
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = String(value);
    const basic = stringOf(options.auth);
    if (basic !== "") headers["authorization"] = `Basic ${Buffer.from(basic).toString("base64")}`;
    this.#secret = JSON.stringify(headers);
    return headers;
  }

  /** What client-node would make a request with. */
  async options(): Promise<RequestOptions> {
    const nowMs = this.#clock.monotonic();
    if (this.#options === undefined || nowMs >= this.#askAgainMs) {
      this.#askAgainMs = nowMs + ASK_AGAIN_MS;
      this.#options = this.#ask();
    }
    return this.#options;
  }

  async #ask(): Promise<RequestOptions> {
    const options: RequestOptions = { headers: {} };
    try {
      await this.#config.applyToHTTPSOptions(options);
      return options;
    } catch (error) {
      this.#options = undefined;
      const user = this.#config.getCurrentUser()?.name ?? "";
      throw new OperatorError("LOGIN_FAILED", `The kubeconfig's user "${user}" got no credentials: ${messageOf(error).trim()}.`, { cause: error });
    }
  }
}

function pemText(value: unknown): string {
  if (typeof value === "string") return value;
  return Buffer.isBuffer(value) ? value.toString("utf8") : "";
}
