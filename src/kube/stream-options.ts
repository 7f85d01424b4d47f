import type { Resource } from "../resources/resource.js";
import type { Clock } from "../support/clock.js";
import type { Logger } from "../telemetry/logger.js";
import type { Envelope } from "./envelope.js";
import type { WatchLimits } from "./network-settings.js";
import type { TransportCounters } from "./transport-counters.js";
import type { Transport } from "./transport.js";

/** Who takes what a stream brings. Envelopes are valid only during the call. */
export interface StreamSink {
  /** A complete listing begins; also again, when it had to begin anew. */
  listing(): void;
  /** An object of the listing. */
  item(envelope: Envelope): void;
  /** The listing is complete: what did not come is gone. */
  listed(): void;
  /** A watch event. */
  event(envelope: Envelope): void;
  /** The end of what came together. */
  flush(): void;
  /** Something that cannot be read; the stream goes on. */
  malformed(problem: string): void;
}

/** Which objects a stream brings, and how. */
export interface StreamOptions {
  readonly transport: Transport;
  readonly resource: Resource;
  /** `undefined`: all namespaces, or a cluster-wide kind. */
  readonly namespace?: string | undefined;
  readonly view: "full" | "metadata";
  readonly limits: () => WatchLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sink: StreamSink;
  readonly counters: TransportCounters;
  readonly random?: () => number;
}
