import { Credential } from "../../../src/kube/credential.js";
import type { Envelope } from "../../../src/kube/envelope.js";
import type { NetworkLimits, WatchLimits } from "../../../src/kube/network-settings.js";
import { ResourceStream } from "../../../src/kube/resource-stream.js";
import type { StreamOptions, StreamSink } from "../../../src/kube/stream-options.js";
import { newCounters } from "../../../src/kube/transport-counters.js";
import { Transport } from "../../../src/kube/transport.js";
import { CredentialVault } from "../../../src/kube/vault.js";
import type { Resource } from "../../../src/resources/resource.js";
import { RecordingLogger } from "../../support/recording-logger.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { ScriptedServer } from "./scripted-server.js";

export const KOPF_EXAMPLES: Resource = {
  group: "kopf.dev",
  version: "v1",
  plural: "kopfexamples",
  kind: "KopfExample",
  singular: "kopfexample",
  shortNames: ["kex"],
  categories: [],
  namespaced: true,
  preferred: true,
  verbs: ["list", "watch"],
  subresources: [],
};

const NETWORK_LIMITS: NetworkLimits = {
  requestTimeoutMs: 300_000,
  connectTimeoutMs: 10_000,
  errorBackoffsMs: [1000, 1000, 2000],
  enforceRetryAfter: false,
};

const WATCH_LIMITS: WatchLimits = { serverTimeoutS: null, inactivityTimeoutMs: 70_000, reconnectBackoffMs: 100, pageSize: 2 };

/** An object of the kind `KopfExample`. */
export function example(name: string, resourceVersion: number): Record<string, unknown> {
  const metadata = { name, namespace: "default", uid: `uid-of-${name}`, resourceVersion: String(resourceVersion) };
  return { apiVersion: "kopf.dev/v1", kind: "KopfExample", metadata, spec: { duration: resourceVersion } };
}

/** A list of such objects. */
export function listOf(items: readonly unknown[], resourceVersion: number, continueToken = ""): Record<string, unknown> {
  const metadata = { resourceVersion: String(resourceVersion), continue: continueToken };
  return { apiVersion: "kopf.dev/v1", items, kind: "KopfExampleList", metadata };
}

/** Writes down what a stream tells. */
export class RecordingSink implements StreamSink {
  readonly told: string[] = [];
  readonly envelopes: Envelope[] = [];

  listing(): void {
    this.told.push("listing");
  }

  item(envelope: Envelope): void {
    this.told.push(`item ${envelope.name}@${envelope.resourceVersion}`);
    this.envelopes.push(envelope.detach());
  }

  listed(): void {
    this.told.push("listed");
  }

  event(envelope: Envelope): void {
    this.told.push(`${envelope.type} ${envelope.name}@${envelope.resourceVersion}`);
    this.envelopes.push(envelope.detach());
  }

  flush(): void {}

  malformed(problem: string): void {
    this.told.push(`malformed: ${problem}`);
  }
}

/** A server, a transport to it, and virtual time. */
export class Rig {
  readonly server: ScriptedServer;
  readonly clock = new VirtualClock();
  readonly logger = new RecordingLogger();
  readonly counters = newCounters();
  readonly sink = new RecordingSink();
  readonly transport: Transport;
  readonly vault: CredentialVault;
  readonly #abort = new AbortController();
  #running: Promise<void> | undefined;

  private constructor(server: ScriptedServer, login?: () => Promise<readonly Credential[]>, limits: Partial<NetworkLimits> = {}) {
    this.server = server;
    const { clock, logger, counters } = this;
    const standard = async (): Promise<readonly Credential[]> => [new Credential({ server: server.url })];
    this.vault = new CredentialVault({ login: login ?? standard, clock, logger });
    const network = { ...NETWORK_LIMITS, ...limits };
    this.transport = new Transport({ vault: this.vault, limits: () => network, clock, logger, counters, random: () => 0 });
  }

  static async start(login?: (server: string) => Promise<readonly Credential[]>, limits?: Partial<NetworkLimits>): Promise<Rig> {
    const server = await ScriptedServer.start();
    return new Rig(server, login === undefined ? undefined : async () => login(server.url), limits);
  }

  /** A running stream on the server. */
  stream(options: Partial<Omit<StreamOptions, "limits">> & { readonly limits?: Partial<WatchLimits> } = {}): ResourceStream {
    const { transport, clock, logger, sink } = this;
    const limits = { ...WATCH_LIMITS, ...options.limits };
    const resource = KOPF_EXAMPLES;
    const stream = new ResourceStream({ transport, clock, logger, sink, resource, view: "full", random: () => 0, ...options, limits: () => limits });
    this.#running = stream.run(this.#abort.signal);
    return stream;
  }

  /** Answers a list of one page without objects, and returns the watch that follows. */
  async emptyListThenWatch(resourceVersion = 10): ReturnType<ScriptedServer["next"]> {
    (await this.server.next()).reply(listOf([], resourceVersion));
    return this.server.next();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#running;
    this.vault.close();
    await this.transport.close();
    await this.server[Symbol.asyncDispose]();
  }
}
