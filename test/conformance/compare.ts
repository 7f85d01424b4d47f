import { isRecord } from "../../src/resources/json.js";

/** One place where the answers of two servers differ. */
export interface Difference {
  /** A JSON pointer into the transcript: `/2/answer/body/metadata/generation`. */
  readonly at: string;
  readonly server: unknown;
  readonly sandbox: unknown;
}

/** A difference that is known, and why it is there. */
export interface KnownDifference {
  /** A scenario, or several with `*`. */
  readonly scenario: string;
  /** A regular expression for the pointers. */
  readonly at: string;
  readonly reason: string;
  /** It depends on which of two things of the server was faster. */
  readonly sometimes?: boolean;
}

/** What requests repeat of earlier answers, and the server's own address. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/(resourceVersion=)\d+/g, "$1R"],
  [/(continue=)[\w%-]+/g, "$1TOKEN"],
  [/127\.0\.0\.1:\d+/g, "ADDRESS"],
  [/(too old resource version: R \()\d+/g, "$1R"],
  [/(resourceVersion: )"\d+"/g, "$1R"],
];

const ABSENT = "(absent)";

/** Compares two normalised transcripts of a scenario. */
export function differencesOf(server: unknown, sandbox: unknown, at = ""): Difference[] {
  if (Array.isArray(server) && Array.isArray(sandbox)) return inLists(server, sandbox, at);
  if (isRecord(server) && isRecord(sandbox)) return inRecords(server, sandbox, at);
  return plain(server) === plain(sandbox) ? [] : [{ at, server, sandbox }];
}

/** The entry of a list of known differences that explains one. */
export function explains(
  known: KnownDifference,
  scenario: string,
  difference: Difference,
): boolean {
  return concerns(known, scenario) && new RegExp(`^${known.at}$`).test(difference.at);
}

/** Whether an entry is about a scenario. */
export function concerns({ scenario }: KnownDifference, name: string): boolean {
  return new RegExp(`^${scenario.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(name);
}

function inLists(
  server: readonly unknown[],
  sandbox: readonly unknown[],
  at: string,
): Difference[] {
  if (server.length !== sandbox.length) return [{ at, server, sandbox }];
  return server.flatMap((item, index) =>
    differencesOf(item, sandbox[index], `${at}/${String(index)}`),
  );
}

function inRecords(
  server: Readonly<Record<string, unknown>>,
  sandbox: Readonly<Record<string, unknown>>,
  at: string,
): Difference[] {
  const fields = new Set([...Object.keys(server), ...Object.keys(sandbox)]);
  return [...fields].flatMap((field) => {
    const there = field in server ? server[field] : ABSENT;
    const here = field in sandbox ? sandbox[field] : ABSENT;
    return differencesOf(there, here, `${at}/${field}`);
  });
}

function plain(value: unknown): unknown {
  if (typeof value !== "string") return typeof value === "object" ? JSON.stringify(value) : value;
  return VOLATILE.reduce(
    (text, [pattern, replacement]) => text.replaceAll(pattern, replacement),
    value,
  );
}
