/** From the least to the most important. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

/** How important a log line is. */
export type LogLevel = (typeof LOG_LEVELS)[number];
