import type { Logger } from "../telemetry/logger.js";
import type { Clock } from "../support/clock.js";
import type { ResponseHeaders } from "./map-errors.js";
import type { NetworkLimits } from "./network-settings.js";
import type { TransportCounters } from "./transport-counters.js";
import type { CredentialVault } from "./vault.js";

/** Parameters of a query; `undefined` ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a transport needs. */
export interface TransportOptions {
  readonly vault: CredentialVault;
  /** Asked for each request, as start-up handlers may change them. */
  readonly limits: () => NetworkLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: TransportCounters;
  /** For jitter. Default: `Math.random`. */
  readonly random?: () => number;
}

/** A request that is answered by one document. */
export interface RequestOptions {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Query;
  /** A string goes as it is, anything else as JSON. */
  readonly body?: unknown;
  /** @defaultValue `application/json` */
  readonly contentType?: string;
  /** @defaultValue `application/json` */
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** Whether failures that may pass are tried again, with the pauses of the settings. @defaultValue `true` */
  readonly retry?: boolean;
}

/** A good answer. */
export interface KubeResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** Parsed if the server says that it is JSON, else the text. */
  readonly body: unknown;
}

/** What is known when a stream opens. */
export interface StreamHead {
  readonly status: number;
  readonly contentType: string;
  readonly headers: ResponseHeaders;
}

/** A request whose answer is taken as it comes. */
export interface StreamRequest {
  readonly path: string;
  readonly query?: Query;
  readonly accept: string;
  readonly purpose: "list" | "watch";
  readonly signal: AbortSignal;
  /** Limit of the whole answer. Default: the request limit of the settings for lists, none for watches. */
  readonly timeoutMs?: number;
  /** Called for a good answer only. */
  onOpen(head: StreamHead): void;
  /** The connection pauses until a returned promise resolves. */
  onData(chunk: Buffer): void | Promise<void>;
}
