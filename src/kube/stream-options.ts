import { resourceKey, resourcePath } from "../resources/resource.js";
import type { Resource } from "../resources/resource.js";
import type { Clock } from "../support/clock.js";
import type { Logger } from "../telemetry/logger.js";
import type { Envelope } from "./envelope.js";
import type { WatchLimits } from "./network-settings.js";
import type { Transport } from "./transport.js";

/** Gets what a stream reads. Its methods are called one after the other and must not wait; what they throw is logged. */
export interface StreamSink {
  /** A complete list begins; also again, when it had to begin anew. */
  listing(): void;
  /** An object of the list. */
  item(envelope: Envelope): void;
  /** The list is complete: what did not come is gone. */
  listed(): void;
  /** Something happened to an object. */
  event(envelope: Envelope): void;
  /** The end of a burst: nothing more has come for now. */
  flush(): void;
  /** Something came that is no event, or no object with an identity. The stream goes on. */
  malformed(problem: string): void;
}

/** What a stream needs. */
export interface StreamOptions {
  readonly transport: Transport;
  readonly resource: Resource;
  /** Absent: all namespaces, or a cluster-wide kind. */
  readonly namespace?: string | undefined;
  /** `metadata`: only the objects' metadata is asked for. */
  readonly view: "full" | "metadata";
  /** Read for every list and watch, so that settings changed later hold. */
  readonly limits: () => WatchLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sink: StreamSink;
  /** Chance for the pauses; for tests. */
  readonly random?: () => number;
}

/** The path of a stream's collection. */
export function streamPath({ resource, namespace }: StreamOptions): string {
  return resourcePath(resource, { namespace });
}

/** How messages name a stream. */
export function streamName({ resource, namespace }: StreamOptions): string {
  return namespace === undefined ? resourceKey(resource) : `${resourceKey(resource)} in ${namespace}`;
}
