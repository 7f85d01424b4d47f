import { isExactNamespace } from "../engine/watching/namespace-patterns.js";
import { isRecord } from "../resources/json.js";
import { SettingsError } from "../support/errors.js";
import { memberOf } from "../support/members.js";
import { shown } from "../support/shown.js";
import type { BootstrapOptions } from "./options.js";

/** What an option may be: a test, and the words for a message. */
interface Rule {
  readonly allows: (value: unknown) => boolean;
  readonly expected: string;
}

const has = (value: unknown, ...methods: readonly string[]): boolean =>
  typeof value === "object" &&
  value !== null &&
  methods.every((method) => typeof memberOf(value, method) === "function");

const flag: Rule = { allows: (value) => typeof value === "boolean", expected: "true or false" };

const RULES: Readonly<Record<keyof BootstrapOptions, Rule>> = {
  kubeConfig: {
    allows: (value) =>
      typeof value === "string" ||
      (isRecord(value) && (typeof value["server"] === "string" || has(value, "getCurrentContext"))),
    expected: "a file's path, client-node's KubeConfig, or plain values with a server",
  },
  namespaces: {
    allows: (value) =>
      typeof value === "string" ||
      (Array.isArray(value) && value.every((item) => typeof item === "string")),
    expected: "a name or a pattern, or a list of them",
  },
  clusterWide: flag,
  settings: { allows: isRecord, expected: "an object with groups of settings" },
  container: {
    allows: (value) => has(value, "createChildContainer", "resolve"),
    expected: "a container of tsyringe",
  },
  signal: {
    allows: (value) =>
      has(value, "addEventListener") && isRecord(value) && typeof value["aborted"] === "boolean",
    expected: "an AbortSignal (of an AbortController it is its signal)",
  },
  signals: flag,
  liveness: {
    allows: (value) => typeof value === "string",
    expected: 'an address: "http://0.0.0.0:8080/healthz"',
  },
  logger: {
    allows: (value) => has(value, "log", "child", "debug", "info", "warn", "error"),
    expected: "an instance of a class that extends Logger",
  },
  sandbox: {
    allows: (value) => typeof value === "boolean" || isRecord(value),
    expected: "true, false, or options of the sandbox",
  },
};

/** Options of later versions: an operator that needs one of them must not run without it. */
const LATER = new Set([
  "metrics",
  "inspector",
  "peering",
  "leaderElection",
  "sharding",
  "identity",
]);

/** RFC 1123: what a namespace may be called. */
const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Checks the options of `bootstrap`, apart from the settings among them. One that is `undefined` is not given.
 *
 * @throws SettingsError with all mistakes.
 */
export function checkBootstrapOptions(options: unknown): asserts options is BootstrapOptions {
  const problems = isRecord(options)
    ? Object.entries(options).flatMap(([name, value]) => problemWith(name, value))
    : [`they are ${shown(options)}; they must be an object.`];
  if (problems.length === 0 && isRecord(options)) problems.push(...problemsTogether(options));
  if (problems.length === 0) return;
  throw new SettingsError(
    "SETTING_INVALID",
    `The options of bootstrap are wrong: ${problems.join(" ")}`,
  );
}

function problemWith(name: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (LATER.has(name)) return [`${name} is not served yet by this version.`];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the line above looked
  const rule = Object.hasOwn(RULES, name) ? RULES[name as keyof BootstrapOptions] : undefined;
  if (rule === undefined)
    return [`${name} does not exist; there are ${Object.keys(RULES).join(", ")}.`];
  return rule.allows(value) ? [] : [`${name} is ${shown(value)}; it must be ${rule.expected}.`];
}

function problemsTogether({
  namespaces,
  clusterWide,
  sandbox,
  kubeConfig,
}: BootstrapOptions): readonly string[] {
  const problems: string[] = [];
  if (namespaces !== undefined && clusterWide === true)
    problems.push("namespaces and clusterWide are both given. Give one of them.");
  if (clusterWide === false && namespaces === undefined) {
    problems.push(
      'clusterWide is false, and no namespaces are given. Say which: namespaces: ["default"].',
    );
  }
  if (namespaces !== undefined) problems.push(...problemsWithNamespaces([namespaces].flat()));
  if (sandbox !== undefined && sandbox !== false && kubeConfig !== undefined)
    problems.push("sandbox and kubeConfig are both given. Give one of them.");
  return problems;
}

function problemsWithNamespaces(patterns: readonly string[]): readonly string[] {
  if (patterns.length === 0)
    return ['namespaces is empty: no object would be served. Say which: namespaces: ["default"].'];
  return patterns.flatMap((pattern) => {
    if (pattern.trim() === "") return ["namespaces has an empty name."];
    return isExactNamespace(pattern) && !NAMESPACE.test(pattern)
      ? [
          `namespaces has ${shown(pattern)}, which no namespace can be called: up to 63 of a-z, 0-9 and "-". A pattern has *, ? or !.`,
        ]
      : [];
  });
}
