import type {
  ExecutionSettings,
  LoggingSettings,
  NetworkingSettings,
  QueueingSettings,
  ScanningSettings,
  WatchingSettings,
} from "./settings.js";

interface AllSettings {
  readonly watching: WatchingSettings;
  readonly queueing: QueueingSettings;
  readonly scanning: ScanningSettings;
  readonly execution: ExecutionSettings;
  readonly networking: NetworkingSettings;
  readonly logging: LoggingSettings;
}

/** What a setting is unless it is given. Kopf's values where Kopf has the setting. */
export const DEFAULT_SETTINGS: AllSettings = {
  watching: {
    serverTimeout: null,
    inactivityTimeout: 70,
    reconnectBackoff: 0.1,
    pageSize: 500,
    metadataOnly: true,
  },
  queueing: {
    workerLimit: null,
    exitTimeout: 2,
    backlogLimit: 10_000,
    backlogBytes: 64 * 1024 * 1024,
  },
  scanning: { disabled: false },
  execution: { defaultBackoff: 60, slowHandlerWarning: 60 },
  networking: {
    requestTimeout: 300,
    connectTimeout: 10,
    errorBackoffs: [1, 1, 2, 3, 5, 8, 13, 21],
    enforceRetryAfter: false,
  },
  logging: { level: "info", format: "text" },
};
