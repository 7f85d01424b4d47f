import type { NetworkLimits, WatchLimits } from "../kube/network-settings.js";
import type { OperatorSettings } from "../settings/operator-settings.js";
import { type Duration, durationMs } from "../support/duration.js";

/** A duration that was checked with the settings. */
const ms = (duration: Duration): number => durationMs(duration) ?? 0;

/** How requests are made, in milliseconds. Read for each request, as start-up handlers may change settings. */
export function networkLimits({ networking }: OperatorSettings): NetworkLimits {
  return {
    requestTimeoutMs: ms(networking.requestTimeout),
    connectTimeoutMs: ms(networking.connectTimeout),
    errorBackoffsMs: networking.errorBackoffs.map(ms),
    enforceRetryAfter: networking.enforceRetryAfter,
  };
}

/** How kinds are watched. */
export function watchLimits({ watching }: OperatorSettings): WatchLimits {
  return {
    serverTimeoutS:
      watching.serverTimeout === null ? null : Math.ceil(ms(watching.serverTimeout) / 1000),
    inactivityTimeoutMs: ms(watching.inactivityTimeout),
    reconnectBackoffMs: ms(watching.reconnectBackoff),
    pageSize: watching.pageSize,
  };
}
