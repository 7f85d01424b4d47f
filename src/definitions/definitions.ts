import type { FieldPath } from "../resources/field-path.js";
import type { DecoratorName } from "./decorator-rules.js";
import type { FilterPlan } from "./filter.js";
import type { ErrorsMode } from "./options.js";
import type { ParameterPlan } from "./parameter-plan.js";
import type { Selector } from "./selector.js";
import type { Family, Reads } from "./value-names.js";

/** How often and how long a handler is tried; `undefined` where nothing limits it or the settings decide. */
export interface AttemptPlan {
  readonly retries: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly backoffMs: number | undefined;
  readonly errors: ErrorsMode;
}

/** Times of a timer or daemon, in milliseconds. */
export interface SchedulePlan {
  readonly initialDelayMs: number;
  readonly intervalMs: number | undefined;
  readonly idleMs: number | undefined;
  readonly sharp: boolean;
}

/** One handler: what a decorator on a method says, complete and checked. */
export interface HandlerDefinition {
  readonly id: string;
  readonly decorator: DecoratorName;
  readonly family: Family;
  /** The operator class whose instance is called. */
  readonly owner: OperatorClass;
  readonly method: string | symbol;
  /** `Class.method`, for messages. */
  readonly name: string;
  readonly param: unknown;
  readonly parameters: readonly ParameterPlan[];
  readonly selector: Selector | undefined;
  readonly filter: FilterPlan | undefined;
  readonly field: FieldPath | undefined;
  readonly coalesce: boolean;
  readonly attempts: AttemptPlan;
  readonly schedule: SchedulePlan;
  /** What has to be known of an object to call it. */
  readonly reads: Reads;
}

/** A class with handlers. */
export type OperatorClass = new (...args: never[]) => object;

/** An operator: all handlers of its classes, in the order of registration. */
export interface OperatorDefinition {
  readonly classes: readonly OperatorClass[];
  readonly handlers: readonly HandlerDefinition[];
  /** Classes whose compiler emitted no metadata: announced once. */
  readonly withoutMetadata: readonly string[];
}
