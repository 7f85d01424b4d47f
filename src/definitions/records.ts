import { MetadataKey } from "../support/metadata-key.js";
import type { DecoratorName } from "./decorator-rules.js";
import type { ValueName } from "./value-names.js";

/** What one handler decorator wrote down. Nothing of it is checked yet. */
export interface HandlerRecord {
  readonly decorator: DecoratorName;
  readonly method: string | symbol;
  readonly isStatic: boolean;
  /** The decorator stands on something that is no method. */
  readonly isMethod: boolean;
  readonly selector?: unknown;
  readonly field?: unknown;
  readonly options: unknown;
}

/** What one parameter decorator wrote down. */
export interface ParameterRecord {
  readonly method: string | symbol | undefined;
  readonly index: number;
  /** As the author wrote it: `@Spec("image")`. */
  readonly text: string;
  readonly source: RecordedSource;
}

/** Where a decorated parameter's value comes from. */
export type RecordedSource =
  | { readonly kind: "value"; readonly name: ValueName; readonly path?: unknown }
  | { readonly kind: "index"; readonly name: unknown }
  | { readonly kind: "memo" }
  | { readonly kind: "token"; readonly token: unknown };

/** What `@Operator` wrote down. */
export interface OperatorRecord {
  readonly options: unknown;
}

const HANDLERS = new MetadataKey<readonly HandlerRecord[]>("handlers");
const PARAMETERS = new MetadataKey<readonly ParameterRecord[]>("parameters");
const OPERATOR = new MetadataKey<OperatorRecord>("operator");
const RESOURCE_SCOPED = new MetadataKey<{ readonly scoped: true }>("resource-scoped");

/** Writes down a handler on the class (its prototype) that declares it; never on the one it extends. */
export function recordHandler(prototype: object, record: HandlerRecord): void {
  HANDLERS.define(prototype, [...(HANDLERS.own(prototype) ?? []), record]);
}

/** The handlers that this very class declares, in the order of their decorators' evaluation. */
export function handlerRecords(prototype: object): readonly HandlerRecord[] {
  return HANDLERS.own(prototype) ?? [];
}

/** Writes down a decorated parameter. */
export function recordParameter(prototype: object, record: ParameterRecord): void {
  PARAMETERS.define(prototype, [...(PARAMETERS.own(prototype) ?? []), record]);
}

/** The decorated parameters of one method of this very class; of its constructor if no method is named. */
export function parameterRecords(
  prototype: object,
  method: string | symbol | undefined,
): readonly ParameterRecord[] {
  return (PARAMETERS.own(prototype) ?? []).filter((record) => record.method === method);
}

/** Writes down the options of an operator class. */
export function recordOperator(target: object, record: OperatorRecord): void {
  OPERATOR.define(target, record);
}

/** What `@Operator` said of this very class. */
export function operatorRecord(target: object): OperatorRecord | undefined {
  return OPERATOR.own(target);
}

/** Marks a class as a service of which each resource has its own instance. */
export function recordResourceScoped(target: object): void {
  RESOURCE_SCOPED.define(target, { scoped: true });
}

/** Tells whether a class carries `@ResourceScoped`. */
export function isResourceScoped(target: object): boolean {
  return RESOURCE_SCOPED.own(target) !== undefined;
}
