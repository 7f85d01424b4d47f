import { DURATION_FORMS, durationMs } from "../support/duration.js";
import { LOG_LEVELS } from "../support/log-level.js";
import { isRecord } from "../resources/json.js";
import { memberOf } from "../support/members.js";
import { shown } from "../support/shown.js";

/** What one setting may be: a test, and the words for a message. */
interface Rule {
  readonly allows: (value: unknown) => boolean;
  readonly expected: string;
}

const orNull = (rule: Rule): Rule => ({
  allows: (value) => value === null || rule.allows(value),
  expected: `${rule.expected}, or null`,
});
const duration: Rule = {
  allows: (value) => durationMs(value) !== undefined,
  expected: DURATION_FORMS,
};
const positive: Rule = {
  allows: (value) => (durationMs(value) ?? 0) > 0,
  expected: `${DURATION_FORMS}, more than 0`,
};
const count: Rule = {
  allows: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  expected: "a whole number from 1",
};
const flag: Rule = { allows: (value) => typeof value === "boolean", expected: "true or false" };
const oneOf = (...values: readonly string[]): Rule => ({
  allows: (value) => values.some((allowed) => allowed === value),
  expected: values.map((value) => `"${value}"`).join(", "),
});
const durations: Rule = {
  allows: (value) => Array.isArray(value) && value.every((item) => durationMs(item) !== undefined),
  expected: `a list, each ${DURATION_FORMS}`,
};

const RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  watching: {
    serverTimeout: orNull(positive),
    inactivityTimeout: positive,
    reconnectBackoff: duration,
    pageSize: count,
    metadataOnly: flag,
  },
  queueing: {
    workerLimit: orNull(count),
    exitTimeout: duration,
    backlogLimit: count,
    backlogBytes: count,
  },
  scanning: { disabled: flag },
  execution: { defaultBackoff: duration, slowHandlerWarning: positive },
  networking: {
    requestTimeout: positive,
    connectTimeout: positive,
    errorBackoffs: durations,
    enforceRetryAfter: flag,
  },
  logging: { level: oneOf(...LOG_LEVELS), format: oneOf("text", "json") },
};

/** Every mistake in a set of settings, each as a sentence that names the setting, what was expected and what came. */
export function checkSettings(options: object): readonly string[] {
  return Object.entries(options).flatMap(([group, settings]: [string, unknown]) => {
    const rules = Object.hasOwn(RULES, group) ? RULES[group] : undefined;
    if (rules === undefined)
      return [`settings.${group} does not exist; there are ${Object.keys(RULES).join(", ")}.`];
    if (settings === undefined) return [];
    if (!isRecord(settings)) return [`settings.${group} is not an object.`];
    return Object.entries(settings).flatMap(([name, value]: [string, unknown]) =>
      checkSetting(group, name, value),
    );
  });
}

/** Settings that a complete set does not have, each as a sentence: a start-up handler may have replaced a group. */
export function missingSettings(settings: object): readonly string[] {
  return Object.entries(RULES).flatMap(([group, rules]) => {
    const given: unknown = memberOf(settings, group);
    if (!isRecord(given)) return given === undefined ? [`settings.${group} is missing.`] : [];
    return Object.entries(rules).flatMap(([name, { expected }]) =>
      Object.hasOwn(given, name)
        ? []
        : [`settings.${group}.${name} is missing; it must be ${expected}.`],
    );
  });
}

function checkSetting(group: string, name: string, value: unknown): readonly string[] {
  const rules = RULES[group] ?? {};
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (rule === undefined) {
    return [
      `settings.${group}.${name} does not exist; there are ${Object.keys(rules).join(", ")}.`,
    ];
  }
  return rule.allows(value)
    ? []
    : [`settings.${group}.${name} is ${shown(value)}; it must be ${rule.expected}.`];
}
