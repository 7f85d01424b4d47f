import { parseFieldPath } from "../resources/field-path.js";
import { isRecord } from "../resources/json.js";
import { DURATION_FORMS, durationMs } from "../support/duration.js";
import { shown } from "../support/shown.js";
import { type DecoratorName, DECORATORS, type OptionName } from "./decorator-rules.js";
import type { AttemptPlan, SchedulePlan } from "./definitions.js";

type Options = Readonly<Record<string, unknown>>;
type Report = (message: string) => void;

interface Rule {
  readonly allows: (value: unknown) => boolean;
  readonly expected: string;
}

const anything: Rule = { allows: () => true, expected: "" };
const duration: Rule = {
  allows: (value) => durationMs(value) !== undefined,
  expected: DURATION_FORMS,
};
const span: Rule = {
  allows: (value) => (durationMs(value) ?? 0) > 0,
  expected: `${DURATION_FORMS}, more than 0`,
};
const flag: Rule = { allows: (value) => typeof value === "boolean", expected: "true or false" };
const text: Rule = {
  allows: (value) => typeof value === "string" && value !== "",
  expected: "a string that is not empty",
};
const OPERATIONS = ["CREATE", "UPDATE", "DELETE", "CONNECT"];
const isOperation = (value: unknown): boolean =>
  OPERATIONS.some((operation) => operation === value);

/** Filters are checked where they are compiled. */
const RULES: Readonly<Record<OptionName, Rule>> = {
  id: text,
  param: anything,
  labels: anything,
  annotations: anything,
  when: anything,
  field: anything,
  value: anything,
  old: anything,
  new: anything,
  retries: {
    allows: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
    expected: "a whole number from 1",
  },
  timeout: span,
  backoff: duration,
  errors: {
    allows: (value) => value === "temporary" || value === "permanent" || value === "ignored",
    expected: '"temporary", "permanent" or "ignored"',
  },
  initialDelay: duration,
  interval: span,
  idle: span,
  sharp: flag,
  cancellationBackoff: duration,
  cancellationTimeout: duration,
  cancellationPolling: span,
  optional: flag,
  deleted: flag,
  operation: {
    allows: (value) =>
      Array.isArray(value) ? value.length > 0 && value.every(isOperation) : isOperation(value),
    expected: `one of ${OPERATIONS.join(", ")}, or a list of them that is not empty`,
  },
  subresource: text,
  persistent: flag,
  sideEffects: flag,
  ignoreFailures: flag,
  coalesce: flag,
};

/** Checks the options of one decorator; what is wrong goes to `report`, what is left may be used. */
export function checkOptions(decorator: DecoratorName, raw: unknown, report: Report): Options {
  if (raw !== undefined && !isRecord(raw)) {
    report(`its options are ${shown(raw)}. They must be an object.`);
    return {};
  }
  // An option that is undefined is not given.
  const given = Object.entries(raw ?? {}).filter(([, value]) => value !== undefined);
  if (decorator === "Timer" && !given.some(([name]) => name === "interval" || name === "idle"))
    report('neither interval nor idle is given. Say how often it runs: { interval: "10s" }.');
  const known: readonly OptionName[] = DECORATORS[decorator].options;
  const isKnown = (name: string): name is OptionName => known.some((option) => option === name);
  const kept = given.filter(([name, value]) => {
    if (!isKnown(name)) {
      report(`it has no option "${name}"; there are ${known.join(", ")}.`);
      return false;
    }
    const rule = RULES[name];
    if (rule.allows(value)) return true;
    report(`${name} is ${shown(value)}. It must be ${rule.expected}.`);
    return false;
  });
  return Object.fromEntries(kept);
}

/** What limits the attempts of a handler. */
export function attemptPlan(decorator: DecoratorName, options: Options): AttemptPlan {
  const { family } = DECORATORS[decorator];
  const errors = options["errors"];
  const retries = options["retries"];
  return {
    retries: typeof retries === "number" ? retries : undefined,
    timeoutMs: durationMs(options["timeout"]),
    backoffMs: durationMs(options["backoff"]),
    errors:
      errors === "permanent" || errors === "ignored" || errors === "temporary"
        ? errors
        : defaultErrors(family),
  };
}

/** Kopf's defaults. */
function defaultErrors(family: string): "temporary" | "permanent" | "ignored" {
  if (family === "event" || family === "index") return "ignored";
  return family === "admission" ? "permanent" : "temporary";
}

/** When a timer runs. */
export function schedulePlan(options: Options): SchedulePlan {
  return {
    initialDelayMs: durationMs(options["initialDelay"]) ?? 0,
    intervalMs: durationMs(options["interval"]),
    idleMs: durationMs(options["idle"]),
    sharp: options["sharp"] === true,
  };
}

/** The id of a handler: the option, or the method's name; a field is put behind it. */
export function handlerId(
  decorator: DecoratorName,
  method: string | symbol,
  options: Options,
): string {
  const own = options["id"];
  const base =
    typeof own === "string"
      ? own
      : typeof method === "string"
        ? method
        : (method.description ?? "handler");
  const path = DECORATORS[decorator].idWithField ? parseFieldPath(options["field"]) : undefined;
  return path === undefined ? base : `${base}/${path.join(".")}`;
}
