import path from "node:path";

import { LineCounter, parseDocument } from "yaml";

import { messageOf } from "../../support/errors.js";
import { isRecord, stringOf } from "../json.js";
import { isMissing, unreadable } from "./config-errors.js";
import type { ResolvedEnvironment } from "./environment.js";

/** A cluster, user or context of a kubeconfig, and the file that it is from: relative paths in it start there. */
export interface ConfigEntry {
  readonly name: string;
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What one or several kubeconfig files say together. */
export interface Kubeconfig {
  readonly files: readonly string[];
  readonly currentContext: string;
  readonly clusters: ReadonlyMap<string, ConfigEntry>;
  readonly users: ReadonlyMap<string, ConfigEntry>;
  readonly contexts: ReadonlyMap<string, ConfigEntry>;
}

/** The lists of a kubeconfig, with the key that holds an entry's values. */
const LISTS = { clusters: "cluster", users: "user", contexts: "context" } as const;

/**
 * Reads files as `kubectl` does: of two that name the same thing, the first one counts. Files that are not there are left out.
 *
 * @returns `undefined` if there is none of them.
 * @throws SettingsError with code `KUBECONFIG_UNREADABLE`.
 */
export async function readKubeconfig(files: readonly string[], environment: ResolvedEnvironment): Promise<Kubeconfig | undefined> {
  const parts: Kubeconfig[] = [];
  for (const file of files) {
    const text = await readIfThere(file, environment);
    if (text !== undefined) parts.push(kubeconfigOf(file, text));
  }
  return parts.length === 0 ? undefined : parts.reduce(merged);
}

async function readIfThere(file: string, { readFile }: ResolvedEnvironment): Promise<string | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadable(file, `${messageOf(error)}. Check the file and its permissions.`, error);
  }
}

function kubeconfigOf(file: string, text: string): Kubeconfig {
  const values = parsed(file, text);
  return {
    files: [file],
    currentContext: stringOf(values["current-context"]),
    clusters: entriesOf(file, values, "clusters"),
    users: entriesOf(file, values, "users"),
    contexts: entriesOf(file, values, "contexts"),
  };
}

function parsed(file: string, text: string): Readonly<Record<string, unknown>> {
  const lineCounter = new LineCounter();
  // Pretty errors would quote the lines, and the lines hold secrets.
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    throw unreadable(file, `line ${line}, column ${col} is not YAML (${problem.code}). Correct it, or write the file anew.`);
  }
  const value: unknown = document.toJS();
  if (value === null || value === undefined) return {};
  if (!isRecord(value)) throw unreadable(file, "it holds no settings. A kubeconfig begins with \"apiVersion: v1\" and \"kind: Config\".");
  return value;
}

function entriesOf(file: string, values: Readonly<Record<string, unknown>>, list: keyof typeof LISTS): ReadonlyMap<string, ConfigEntry> {
  const found = new Map<string, ConfigEntry>();
  const entries = values[list] ?? [];
  if (!Array.isArray(entries)) throw unreadable(file, `"${list}" is no list. Correct it.`);
  entries.forEach((entry: unknown, index) => {
    const name = isRecord(entry) ? stringOf(entry["name"]) : "";
    if (!isRecord(entry) || name === "") throw unreadable(file, `${list}[${index}] has no name. Correct it.`);
    const inner = entry[LISTS[list]];
    if (!found.has(name)) found.set(name, { name, file, values: isRecord(inner) ? inner : {} });
  });
  return found;
}

function merged(first: Kubeconfig, second: Kubeconfig): Kubeconfig {
  return {
    files: [...first.files, ...second.files],
    currentContext: first.currentContext || second.currentContext,
    clusters: new Map([...second.clusters, ...first.clusters]),
    users: new Map([...second.users, ...first.users]),
    contexts: new Map([...second.contexts, ...first.contexts]),
  };
}

/** A path of a kubeconfig: relative ones start in the folder of their file. */
export function pathIn(entry: ConfigEntry, file: string): string {
  return path.resolve(path.dirname(entry.file), file);
}
