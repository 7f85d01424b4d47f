import { MetadataKey } from "../support/metadata-key.js";
import type { DecoratorName } from "./decorator-rules.js";
import type { ValueName } from "./value-names.js";

/** What one handler decorator wrote down. Nothing of it is checked yet. */
export interface HandlerRecord {
  readonly decorator: DecoratorName;
  readonly method: string | symbol;
  readonly standsOn: "method" | "static method" | "accessor" | "something else";
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
const UNCALLED = new MetadataKey<readonly DecoratorName[]>("uncalled-decorators");
const STANDARD = new MetadataKey<readonly DecoratorName[]>("standard-decorators");
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

/** Writes down a decorator that was put on a method of a class without being called: `@OnStartup` for `@OnStartup()`. */
export function recordUncalled(prototype: object, decorator: DecoratorName): void {
  UNCALLED.define(prototype, [...uncalledDecorators(prototype), decorator]);
}

/** The decorators without a call of this very class. */
export function uncalledDecorators(prototype: object): readonly DecoratorName[] {
  return UNCALLED.own(prototype) ?? [];
}

/** Writes down, on the method itself, a decorator that was compiled as a standard one: it is not told the class. */
export function recordStandard(method: object, decorator: DecoratorName): void {
  STANDARD.define(method, [...standardDecorators(method), decorator]);
}

/** The decorators of a method that were compiled as standard ones. */
export function standardDecorators(method: object): readonly DecoratorName[] {
  return STANDARD.own(method) ?? [];
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

/** The methods of this very class with decorated parameters. */
export function methodsWithParameters(prototype: object): readonly (string | symbol)[] {
  return (PARAMETERS.own(prototype) ?? []).flatMap(({ method }) => method ?? []);
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
