import type { ErrorCode } from "../support/error-codes.js";
import { memberOf } from "../support/members.js";
import { parameterTypes } from "../support/metadata-key.js";
import { problemWithTarget } from "./check-target.js";
import { type DeclaredHandler, declaredHandlers } from "./declared-handlers.js";
import { DECORATORS } from "./decorator-rules.js";
import type { HandlerDefinition, OperatorClass, SchedulePlan } from "./definitions.js";
import { compileFilter, type FilterPlan } from "./filter.js";
import { parseFieldPath } from "../resources/field-path.js";
import { reportLostDecorators } from "./lost-decorators.js";
import {
  type ParameterPlan,
  planRecorded,
  planType,
  readsOfParameter,
  type ParameterSite,
} from "./parameter-plan.js";
import { METADATA_REMEDY, type ProblemReport } from "./problems.js";
import { type HandlerRecord, type ParameterRecord, parameterRecords } from "./records.js";
import { attemptPlan, checkOptions, handlerId, schedulePlan } from "./resolve-options.js";
import { parseSelector, type Selector } from "./selector.js";
import type { ServiceCatalog } from "./service-catalog.js";
import { type Reads, widest } from "./value-names.js";

/** What handlers are compiled with. */
export interface CompileSite {
  readonly memo: object;
  readonly services: ServiceCatalog;
  readonly problems: ProblemReport;
}

interface ClassSite extends CompileSite {
  /** Parameters whose types are not known; filled while the class is compiled. */
  readonly untyped: string[];
}

/** The handlers of a class: its base classes' first, those that it decorates anew instead of theirs. */
export function compileClass(
  owner: OperatorClass,
  site: CompileSite,
): readonly HandlerDefinition[] {
  const untyped: string[] = [];
  const declared = declaredHandlers(owner);
  const handlers = declared.flatMap(
    (handler) => compileHandler(owner, handler, { ...site, untyped }) ?? [],
  );
  reportLostDecorators(owner, declared, site.problems);
  if (untyped.length > 0) site.problems.add(owner.name, noMetadata(untyped), "METADATA_MISSING");
  return handlers;
}

/** One mistake for a class, however many parameters it hits: its compiler is set up in one place. */
function noMetadata(untyped: readonly string[]): string {
  return `the types of its handlers' parameters are not known, since the compiler emitted no metadata: ${untyped.join("; ")}. ${METADATA_REMEDY}, or take the context as the only parameter.`;
}

function compileHandler(
  owner: OperatorClass,
  declared: DeclaredHandler,
  site: ClassSite,
): HandlerDefinition | undefined {
  const { record } = declared;
  const name = `${owner.name}.${String(record.method)}`;
  const where = `@${record.decorator} on ${name}`;
  const report = (message: string, code?: ErrorCode): void =>
    site.problems.add(where, message, code);
  const problem = problemWithTarget(owner, declared);
  if (problem !== undefined) {
    report(problem);
    return undefined;
  }
  const rule = DECORATORS[record.decorator];
  const options = withField(record, checkOptions(record.decorator, record.options, report), report);
  const selector = rule.selects ? checkSelector(record.selector, report) : undefined;
  const filter = compileFilter(options, report);
  const parameters = planParameters(owner, declared, site);
  if (!rule.served) report("this decorator is not served yet by this version.", "NOT_SERVED_YET");
  const schedule = schedulePlan(options);
  return Object.freeze({
    id: handlerId(record.decorator, record.method, options),
    decorator: record.decorator,
    family: rule.family,
    owner,
    method: record.method,
    name,
    param: options["param"],
    parameters,
    selector,
    filter,
    field: parseFieldPath(options["field"]),
    coalesce: options["coalesce"] === true,
    attempts: attemptPlan(record.decorator, options),
    schedule,
    reads: readsOf(parameters, filter, schedule),
  });
}

function readsOf(
  parameters: readonly ParameterPlan[],
  filter: FilterPlan | undefined,
  schedule: SchedulePlan,
): Reads {
  const ofSchedule: Reads = schedule.idleMs === undefined ? "nothing" : "body";
  return parameters
    .map(readsOfParameter)
    .reduce<Reads>(widest, widest(filter?.reads ?? "nothing", ofSchedule));
}

function checkSelector(raw: unknown, report: (message: string) => void): Selector | undefined {
  const selector = parseSelector(raw);
  if (typeof selector !== "string") return selector;
  report(selector);
  return undefined;
}

/** `@OnField(R, "spec.x")` has its field as an argument of its own. */
function withField(
  record: HandlerRecord,
  options: Readonly<Record<string, unknown>>,
  report: (message: string) => void,
): Readonly<Record<string, unknown>> {
  if (record.decorator !== "OnField") return options;
  if (record.field === undefined)
    report('it names no field. Say which: @OnField("KopfExample", "spec.image").');
  return { ...options, field: record.field };
}

/** What is known of a method's parameters before they are planned. */
interface MethodParameters {
  readonly count: number;
  readonly types: readonly unknown[] | undefined;
  readonly recorded: ReadonlyMap<number, ParameterRecord>;
}

function planParameters(
  owner: OperatorClass,
  declared: DeclaredHandler,
  site: ClassSite,
): readonly ParameterPlan[] {
  const { record } = declared;
  const parameters = parametersOf(declared);
  const plans: ParameterPlan[] = [];
  for (let index = 0; index < parameters.count; index++) {
    const where = `${owner.name}.${String(record.method)}, parameter ${index + 1}`;
    const plan = planOne(parameters, index, {
      family: DECORATORS[record.decorator].family,
      memo: site.memo,
      services: site.services,
      report: (message: string, code?: ErrorCode): void => site.problems.add(where, message, code),
    });
    if (plan === "untyped") site.untyped.push(where);
    else if (plan !== undefined) plans.push(plan);
  }
  return Object.freeze(plans);
}

function parametersOf({ record, prototype }: DeclaredHandler): MethodParameters {
  const method: unknown = memberOf(prototype, record.method);
  const types = parameterTypes(prototype, record.method);
  const records = parameterRecords(prototype, record.method);
  return {
    count: Math.max(
      types?.length ?? untypedCount(method),
      ...records.map(({ index }) => index + 1),
    ),
    types,
    recorded: new Map(records.map((parameter) => [parameter.index, parameter])),
  };
}

/** Another decorator may have made `(...args) => …` of a method: a length of 0 alone does not say that it takes nothing. */
function untypedCount(method: unknown): number {
  if (typeof method !== "function") return 0;
  const text = Function.prototype.toString.call(method);
  const takesNothing = /^[^(]*\(\s*\)/.test(text) && !/\barguments\b|\[native code\]/.test(text);
  return takesNothing ? 0 : Math.max(method.length, 1);
}

function planOne(
  { count, types, recorded }: MethodParameters,
  index: number,
  site: ParameterSite,
): ParameterPlan | "untyped" | undefined {
  const parameter = recorded.get(index);
  if (parameter !== undefined) return planRecorded(parameter, site);
  if (types !== undefined) return planType(types[index], site);
  // Without emitted types, a method's only parameter is the context: a way for authors on other transpilers.
  return count === 1 ? { kind: "context" } : "untyped";
}
