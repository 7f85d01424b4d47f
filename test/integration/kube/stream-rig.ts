import type { Envelope } from "../../../src/kube/envelope.js";
import type { WatchLimits } from "../../../src/kube/network-settings.js";
import { ResourceStream } from "../../../src/kube/resource-stream.js";
import type { StreamOptions, StreamSink } from "../../../src/kube/resource-stream.js";
import type { Resource } from "../../../src/resources/resource.js";
import { ManualServer } from "../../support/manual-server.js";
import type { Call } from "../../support/manual-server.js";
import type { RecordingLogger } from "../../support/recording-logger.js";
import { testTransport } from "../../support/transports.js";
import type { TransportSetup } from "../../support/transports.js";
import type { VirtualClock } from "../../support/virtual-clock.js";

const KOPF_EXAMPLES: Resource = {
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

const WATCH_LIMITS: WatchLimits = {
  serverTimeoutS: null,
  inactivityTimeoutMs: 70_000,
  reconnectBackoffMs: 100,
  pageSize: 2,
};

/** An object of the kind `KopfExample`. */
export function example(name: string, resourceVersion: number): Record<string, unknown> {
  const metadata = {
    name,
    namespace: "default",
    uid: `uid-of-${name}`,
    resourceVersion: String(resourceVersion),
  };
  return { apiVersion: "kopf.dev/v1", kind: "KopfExample", metadata, spec: { duration: 1 } };
}

/** A page of a list of such objects. */
export function listOf(
  items: readonly unknown[],
  resourceVersion: number,
  continueToken = "",
): Record<string, unknown> {
  const metadata = { resourceVersion: String(resourceVersion), continue: continueToken };
  return { apiVersion: "kopf.dev/v1", items, kind: "KopfExampleList", metadata };
}

/** Writes down what a stream tells. */
class RecordingSink implements StreamSink {
  readonly told: string[] = [];
  readonly envelopes: Envelope[] = [];

  listing(): void {
    this.told.push("listing");
  }

  item(envelope: Envelope): void {
    this.told.push(`item ${envelope.name}@${envelope.version}`);
    this.envelopes.push(envelope.detach());
  }

  listed(): void {
    this.told.push("listed");
  }

  event(envelope: Envelope): void {
    this.told.push(`${envelope.type} ${envelope.name}@${envelope.version}`);
    this.envelopes.push(envelope.detach());
  }

  flush(): void {
    // What matters here is what comes, not in which bursts.
  }

  malformed(problem: string): void {
    this.told.push(`malformed: ${problem}`);
  }
}

/** A server that answers by hand, a transport to it, virtual time, and streams. */
export class StreamRig {
  readonly server: ManualServer;
  readonly sink = new RecordingSink();
  readonly #setup: TransportSetup;
  readonly #abort = new AbortController();
  #running: Promise<void> | undefined;

  private constructor(server: ManualServer) {
    this.server = server;
    this.#setup = testTransport(server.url);
  }

  static async start(): Promise<StreamRig> {
    return new StreamRig(await ManualServer.start());
  }

  get clock(): VirtualClock {
    return this.#setup.clock;
  }

  get logger(): RecordingLogger {
    return this.#setup.logger;
  }

  get counters(): TransportSetup["counters"] {
    return this.#setup.counters;
  }

  /** The lines of one level in the log. */
  logged(level: string): readonly string[] {
    return this.logger.lines.filter((line) => line.startsWith(`${level} `));
  }

  /** A running stream on the server. */
  stream(
    options: Partial<Omit<StreamOptions, "limits">> & {
      readonly limits?: Partial<WatchLimits>;
    } = {},
  ): ResourceStream {
    const { transport, clock, logger, counters } = this.#setup;
    const limits = { ...WATCH_LIMITS, ...options.limits };
    const stream = new ResourceStream({
      transport,
      clock,
      logger,
      counters,
      sink: this.sink,
      resource: KOPF_EXAMPLES,
      view: "full",
      random: () => 1,
      ...options,
      limits: () => limits,
    });
    this.#running = stream.run(this.#abort.signal);
    return stream;
  }

  /** Answers a list of one page without objects, and returns the watch that follows. */
  async emptyListThenWatch(resourceVersion = 10): Promise<Call> {
    (await this.server.next()).reply(listOf([], resourceVersion));
    return this.server.next();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#running;
    await this.#setup[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}
