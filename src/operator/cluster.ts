import { Discovery } from "../kube/discovery.js";
import { connectionOf } from "../kube/find-config.js";
import type { Credential } from "../kube/credential.js";
import type { ClusterConfig } from "../kube/cluster-access.js";
import { TransportKubeClient } from "../kube/transport-kube-client.js";
import { TransportCounters } from "../kube/transport-counters.js";
import { Transport } from "../kube/transport.js";
import { CredentialVault } from "../kube/vault.js";
import { readEnvironment } from "../settings/environment.js";
import type { OperatorSettings } from "../settings/operator-settings.js";
import type { Clock } from "../support/clock.js";
import type { Logger } from "../telemetry/logger.js";
import { networkLimits } from "./limits.js";

/** What a connection to a cluster is made with. */
export interface ClusterParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: OperatorSettings;
  /** Asked when credentials are needed: `undefined` where no login handler is there. */
  readonly login: () => Promise<readonly ClusterConfig[] | undefined>;
  /** Where to look when no login handler is there; `undefined`: as `kubectl` does. */
  readonly config: () => ClusterConfig | undefined;
}

/** The connection of one operator to its cluster: credentials, transport, and what is built on them. */
export class Cluster {
  readonly counters = new TransportCounters();
  readonly transport: Transport;
  readonly discovery: Discovery;
  readonly client: TransportKubeClient;
  readonly #vault: CredentialVault;

  constructor(parts: ClusterParts) {
    const { clock, logger, settings } = parts;
    this.#vault = new CredentialVault({
      login: async (signal) => credentials(parts, signal),
      clock,
      logger,
    });
    this.transport = new Transport({
      vault: this.#vault,
      limits: () => networkLimits(settings),
      clock,
      logger,
      counters: this.counters,
    });
    this.discovery = new Discovery({ transport: this.transport, logger });
    this.client = new TransportKubeClient({ transport: this.transport, discovery: this.discovery });
  }

  /** Logs in, so that a wrong configuration is told at the start. */
  async login(signal: AbortSignal): Promise<void> {
    await this.#vault.current(signal);
  }

  /** Ends all requests and closes all sockets. */
  async close(): Promise<void> {
    this.#vault.close();
    await this.transport.close();
  }
}

async function credentials(
  parts: ClusterParts,
  signal: AbortSignal,
): Promise<readonly Credential[]> {
  const configs = (await parts.login()) ?? [parts.config()];
  return Promise.all(
    configs.map(async (config) =>
      connectionOf(config, { ...readEnvironment(), clock: parts.clock, signal }),
    ),
  );
}
