import type { Family } from "./value-names.js";

/** What a handler decorator is and takes. */
export interface DecoratorRule {
  readonly family: Family;
  readonly options: readonly OptionName[];
  /** Whether its first argument selects a kind. */
  readonly selects: boolean;
  /** Whether the id gets `/<field>`. */
  readonly idWithField: boolean;
  /** Whether an engine for it exists today. */
  readonly served: boolean;
}

/** Every option that some decorator takes. */
export type OptionName = (typeof OPTION_NAMES)[number];

const OPTION_NAMES = [
  "id",
  "param",
  "labels",
  "annotations",
  "when",
  "field",
  "value",
  "old",
  "new",
  "retries",
  "timeout",
  "backoff",
  "errors",
  "initialDelay",
  "interval",
  "idle",
  "sharp",
  "cancellationBackoff",
  "cancellationTimeout",
  "cancellationPolling",
  "optional",
  "deleted",
  "operation",
  "subresource",
  "persistent",
  "sideEffects",
  "ignoreFailures",
  "coalesce",
] as const;

const FILTERS = ["labels", "annotations", "when", "field", "value"] as const;
const ATTEMPTS = ["retries", "timeout", "backoff", "errors"] as const;
const CHANGE = ["id", "param", ...FILTERS, ...ATTEMPTS] as const;
const SPAWNED = ["id", "param", ...FILTERS, ...ATTEMPTS, "initialDelay"] as const;
const ADMISSION = [
  "id",
  "param",
  ...FILTERS,
  "operation",
  "subresource",
  "persistent",
  "sideEffects",
  "ignoreFailures",
] as const;

const activity: DecoratorRule = {
  family: "activity",
  options: ["id", "param", ...ATTEMPTS],
  selects: false,
  idWithField: false,
  served: true,
};
const of = (family: Family, options: readonly OptionName[], served = false): DecoratorRule => ({
  family,
  options,
  selects: true,
  idWithField: family !== "index",
  served,
});

/** The handler decorators. */
export const DECORATORS = {
  OnStartup: activity,
  OnCleanup: activity,
  OnLogin: activity,
  OnProbe: activity,
  OnEvent: of("event", ["id", "param", ...FILTERS, "coalesce"], true),
  OnCreate: of("change", CHANGE),
  OnUpdate: of("change", [...CHANGE, "old", "new"]),
  OnDelete: of("change", [...CHANGE, "optional"]),
  OnResume: of("change", [...CHANGE, "deleted"]),
  OnField: of("change", [...CHANGE, "old", "new"]),
  Timer: of("timer", [...SPAWNED, "interval", "idle", "sharp"], true),
  Daemon: of("daemon", [
    ...SPAWNED,
    "cancellationBackoff",
    "cancellationTimeout",
    "cancellationPolling",
  ]),
  Index: of("index", CHANGE),
  OnValidate: of("admission", ADMISSION),
  OnMutate: of("admission", ADMISSION),
  Reconcile: of("reconcile", ["id", "param", ...FILTERS, "backoff"]),
} as const satisfies Readonly<Record<string, DecoratorRule>>;

/** The name of a handler decorator. */
export type DecoratorName = keyof typeof DECORATORS;
