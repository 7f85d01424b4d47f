// Errors
export {
  DefinitionError,
  LifecycleError,
  OperatorError,
  PermanentError,
  SettingsError,
  TemporaryError,
  isOperatorError,
} from "./support/errors.js";
export type { ErrorCode } from "./support/error-codes.js";

// Ports
export { Clock } from "./support/clock.js";
export type { Scheduled } from "./support/clock.js";
