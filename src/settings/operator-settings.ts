import { SettingsError } from "../support/errors.js";
import { checkSettings, missingSettings } from "./check-settings.js";
import { DEFAULT_SETTINGS } from "./defaults.js";
import type {
  ExecutionSettings,
  LoggingSettings,
  NetworkingSettings,
  QueueingSettings,
  ScanningSettings,
  SettingsOptions,
  WatchingSettings,
} from "./settings.js";
import { SDK_CLASS, THIS_COPY } from "../support/sdk-class.js";

/**
 * The settings of one operator, complete. Start-up handlers may change them; later changes have no effect.
 *
 * @example
 * ```ts
 * @OnStartup()
 * configure(settings: OperatorSettings): void { settings.watching.serverTimeout = "10m"; }
 * ```
 */
export class OperatorSettings {
  /** @internal */
  static readonly [SDK_CLASS] = THIS_COPY;

  /** How kinds are watched. */
  readonly watching: WatchingSettings;
  /** How events wait for their handlers. */
  readonly queueing: QueueingSettings;
  /** How kinds and namespaces are found. */
  readonly scanning: ScanningSettings;
  /** How handlers are called. */
  readonly execution: ExecutionSettings;
  /** How requests are made. */
  readonly networking: NetworkingSettings;
  /** What is logged, and how. */
  readonly logging: LoggingSettings;

  /**
   * @throws SettingsError if a group or a setting is unknown or has an impossible value; all of them in one message.
   */
  constructor(options: SettingsOptions = {}) {
    const problems = checkSettings(options);
    if (problems.length > 0) throw settingsError(problems);
    this.watching = { ...DEFAULT_SETTINGS.watching, ...options.watching };
    this.queueing = { ...DEFAULT_SETTINGS.queueing, ...options.queueing };
    this.scanning = { ...DEFAULT_SETTINGS.scanning, ...options.scanning };
    this.execution = { ...DEFAULT_SETTINGS.execution, ...options.execution };
    const networking = { ...DEFAULT_SETTINGS.networking, ...options.networking };
    this.networking = { ...networking, errorBackoffs: [...networking.errorBackoffs] };
    this.logging = { ...DEFAULT_SETTINGS.logging, ...options.logging };
  }

  /**
   * Checks them again, as a start-up handler may have written anything.
   *
   * @throws SettingsError as the constructor does.
   */
  check(): void {
    const problems = [...checkSettings(this), ...missingSettings(this)];
    if (problems.length > 0) throw settingsError(problems);
  }
}

function settingsError(problems: readonly string[]): SettingsError {
  const list =
    problems.length === 1
      ? ` ${problems[0]}`
      : `\n${problems.map((problem) => `  - ${problem}`).join("\n")}`;
  return new SettingsError("SETTING_INVALID", `The settings are wrong:${list}`);
}
