import type { Duration } from "../support/duration.js";
import type { ResourceContext } from "./resource-context.js";

/** What happens after an error that is neither a `TemporaryError` nor a `PermanentError`. */
export type ErrorsMode = "temporary" | "permanent" | "ignored";

/** Options that every handler has. */
export interface CommonOptions {
  /** Names the handler, in logs and where its result is stored. @defaultValue the method's name, with `/<field>` if there is one */
  readonly id?: string;
  /** Handed to the handler as it is; tells apart the handlers of a decorator that is repeated on one method. */
  readonly param?: unknown;
}

/** Tells whether a value fits; `undefined` where the object has none. */
// oxlint-disable-next-line typescript/no-explicit-any -- what stands in a field is for the author to say
export type ValuePredicate<Context> = (value: any, context: Context) => boolean;

/** A filter's value: equal to it (JSON), there, not there, or fitting a predicate. */
export type FilterValue<Context> =
  | string
  | number
  | boolean
  | null
  | object
  | typeof PRESENT
  | typeof ABSENT
  | ValuePredicate<Context>;

/** A label's or annotation's value: equal to it, there, not there, or fitting a predicate. */
export type TextFilter<Context> =
  | string
  | typeof PRESENT
  | typeof ABSENT
  | ((value: string | undefined, context: Context) => boolean);

/** Which objects a handler is called for: all of these must hold. */
export interface FilterOptions<Context = ResourceContext> {
  /** By label key: the value, `PRESENT`, `ABSENT`, or a predicate. All must hold. */
  readonly labels?: Readonly<Record<string, TextFilter<Context>>>;
  /** The same for annotations. */
  readonly annotations?: Readonly<Record<string, TextFilter<Context>>>;
  /** Called last, when all other filters hold. */
  readonly when?: (context: Context) => boolean;
  /** A path into the object: `"spec.image"`, or `["metadata", "labels", "example.com/app"]` where keys have dots. */
  readonly field?: string | readonly string[];
  /** What the field must be. @defaultValue `PRESENT` */
  readonly value?: FilterValue<Context>;
}

/** How often and how long a handler is tried. */
export interface AttemptOptions {
  /** Attempts in all. @defaultValue no limit */
  readonly retries?: number;
  /** Time since the first attempt after which no other is made. @defaultValue no limit */
  readonly timeout?: Duration;
  /** Pause after an arbitrary error. @defaultValue `settings.execution.defaultBackoff`, 60 seconds */
  readonly backoff?: Duration;
  /** What an arbitrary error means. @defaultValue `"temporary"`; for `@Index` `"ignored"` */
  readonly errors?: ErrorsMode;
}

/** Options of `@OnStartup`, `@OnCleanup`, `@OnLogin` and `@OnProbe`. */
export interface ActivityOptions extends CommonOptions, AttemptOptions {}

/** Options of `@OnEvent`. */
export interface OnEventOptions<Context = ResourceContext>
  extends CommonOptions, FilterOptions<Context> {
  /** Only the latest of the events that came while the handler ran. @defaultValue `false` */
  readonly coalesce?: boolean;
}

/** Options of `@OnCreate`. */
export interface ChangeOptions<Context = ResourceContext>
  extends CommonOptions, FilterOptions<Context>, AttemptOptions {}

/** Options of `@OnUpdate` and `@OnField`. */
export interface OnUpdateOptions<Context = ResourceContext> extends ChangeOptions<Context> {
  /** What the field must have been. */
  readonly old?: FilterValue<Context>;
  /** What the field must be now. */
  readonly new?: FilterValue<Context>;
}

/** Options of `@OnDelete`. */
export interface OnDeleteOptions<Context = ResourceContext> extends ChangeOptions<Context> {
  /** Do not hold up the deletion for this handler. @defaultValue `false` */
  readonly optional?: boolean;
}

/** Options of `@OnResume`. */
export interface OnResumeOptions<Context = ResourceContext> extends ChangeOptions<Context> {
  /** Also for objects that are being deleted. @defaultValue `false` */
  readonly deleted?: boolean;
}

/** What `@Timer` and `@Daemon` have in common. */
export interface SpawnOptions<Context>
  extends CommonOptions, FilterOptions<Context>, AttemptOptions {
  /** Time from the object's appearance to the first run. @defaultValue `0` */
  readonly initialDelay?: Duration;
}

/** Options of `@Timer`; one of `interval` and `idle` must be given. */
export interface TimerOptions<Context = ResourceContext> extends SpawnOptions<Context> {
  /** Time between two runs, from the end of one to the start of the next. */
  readonly interval?: Duration;
  /** Run only when the object was not changed for so long. */
  readonly idle?: Duration;
  /** Keep to a fixed grid from the first run on, whatever a run takes. @defaultValue `false` */
  readonly sharp?: boolean;
}

/** Options of `@Daemon`. */
export interface DaemonOptions<Context = ResourceContext> extends SpawnOptions<Context> {
  /** After the signal: how long the daemon may take to end on its own. */
  readonly cancellationBackoff?: Duration;
  /** After that: how long until it is left behind. @defaultValue no limit */
  readonly cancellationTimeout?: Duration;
  /** How often it is looked whether it has ended. @defaultValue `60` */
  readonly cancellationPolling?: Duration;
}

/** Options of `@OnValidate` and `@OnMutate`. */
export interface AdmissionOptions<Context = ResourceContext>
  extends CommonOptions, FilterOptions<Context> {
  /** Requests of these operations only. @defaultValue all */
  readonly operation?: AdmissionOperation | readonly AdmissionOperation[];
  /** Requests to this subresource instead of the object; `"*"`: to any. */
  readonly subresource?: string;
  /** Keep the webhook registered when the operator stops. @defaultValue `false` */
  readonly persistent?: boolean;
  /** The handler changes things outside of the request: dry runs are not given to it. @defaultValue `false` */
  readonly sideEffects?: boolean;
  /** Let requests pass when the webhook cannot be reached. @defaultValue `false` */
  readonly ignoreFailures?: boolean;
}

/** What a request to the API server does. */
export type AdmissionOperation = "CREATE" | "UPDATE" | "DELETE" | "CONNECT";

/** Options of `@Reconcile`. */
export interface ReconcileOptions<Context = ResourceContext>
  extends CommonOptions, FilterOptions<Context> {
  /** Pause after an arbitrary error. @defaultValue `settings.execution.defaultBackoff`, 60 seconds */
  readonly backoff?: Duration;
}

/** Filter value: the label, annotation or field is there, with any value. */
export const PRESENT: unique symbol = Symbol.for("kephale.present");

/** Filter value: the label, annotation or field is not there. */
export const ABSENT: unique symbol = Symbol.for("kephale.absent");
