import { dirname, isAbsolute, join } from "node:path";

import { isError, SettingsError } from "../support/errors.js";
import { isMissing, unreadable, unreadableFile } from "./config-errors.js";
import { readText } from "./config-environment.js";
import type { ConfigEnvironment } from "./config-environment.js";
import { KubeconfigFields } from "./kubeconfig-fields.js";

/** A mapping of a kubeconfig, with the file it stands in. */
export interface KubeconfigEntry {
  readonly name: string;
  readonly fields: KubeconfigFields;
  readonly file: string;
}

/** What the current context of a kubeconfig selects. */
export interface KubeconfigSelection {
  /** For messages: `The kubeconfig /a`. */
  readonly source: string;
  readonly cluster: KubeconfigEntry;
  readonly user: KubeconfigEntry | undefined;
  readonly namespace: string | undefined;
}

/** One kubeconfig file. */
interface KubeconfigFile {
  readonly file: string;
  readonly currentContext: string | undefined;
  readonly clusters: ReadonlyMap<string, KubeconfigFields>;
  readonly users: ReadonlyMap<string, KubeconfigFields>;
  readonly contexts: ReadonlyMap<string, KubeconfigFields>;
}

/** What the current context of one file selects. */
export async function selectFromFile(
  file: string,
  environment: ConfigEnvironment,
): Promise<KubeconfigSelection> {
  return select([await readKubeconfig(file, environment)], sourceOf([file]));
}

/**
 * What the current context selects in several files, of which the first one that has a thing counts. Files that are not there
 * are passed over.
 *
 * @returns `undefined` if there is no file, or nothing in them
 */
export async function selectFromFiles(
  files: readonly string[],
  environment: ConfigEnvironment,
): Promise<KubeconfigSelection | undefined> {
  const read = await Promise.all(files.map(async (file) => readIfThere(file, environment)));
  const filled = read.filter((file) => file !== undefined).filter((file) => !isEmpty(file));
  return filled.length === 0 ? undefined : select(filled, sourceOf(filled.map((one) => one.file)));
}

function isEmpty(file: KubeconfigFile): boolean {
  return (
    file.currentContext === undefined &&
    file.contexts.size + file.clusters.size + file.users.size === 0
  );
}

/** A path that stands in a kubeconfig counts from the file's folder. */
export function pathIn(entry: KubeconfigEntry, path: string): string {
  return isAbsolute(path) ? path : join(dirname(entry.file), path);
}

async function readIfThere(
  file: string,
  environment: ConfigEnvironment,
): Promise<KubeconfigFile | undefined> {
  return readKubeconfig(file, environment).catch((error: unknown) => {
    if (isError(error) && isMissing(error.cause)) return undefined;
    throw error;
  });
}

async function readKubeconfig(
  file: string,
  environment: ConfigEnvironment,
): Promise<KubeconfigFile> {
  const source = sourceOf([file]);
  const text = await readText(file, environment).catch((error: unknown) => {
    throw unreadableFile(source, file, error);
  });
  const root = new KubeconfigFields(parseJson(text) ?? (await parseYaml(text, source)), source, "");
  return {
    file,
    currentContext: root.text("current-context"),
    clusters: root.named("clusters", "cluster"),
    users: root.named("users", "user"),
    contexts: root.named("contexts", "context"),
  };
}

/** What tools write is often JSON, which needs no YAML parser (12 MB); `undefined`: it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function parseYaml(text: string, source: string): Promise<unknown> {
  // Loaded only where it is needed: an operator in a cluster does without.
  const { LineCounter, parseDocument } = await import("yaml");
  const lineCounter = new LineCounter();
  // "Pretty" errors repeat lines of the file, which may hold a token.
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const error = document.errors[0];
  if (error === undefined) return valuesOf(document, source);
  const { line, col } = lineCounter.linePos(error.pos[0]);
  const problem = `line ${line}, column ${col} is no YAML (${error.code.toLowerCase().replaceAll("_", " ")}).`;
  throw unreadable({ source, problem, remedy: "Correct the file." });
}

/** Aliases are followed only here. The parser's own error repeats their names, which may be a piece of a token: `token: *abc`. */
function valuesOf(document: { toJS(): unknown }, source: string): unknown {
  try {
    return document.toJS();
  } catch {
    throw unreadable({
      source,
      problem: "an alias (*name) names nothing in it, or there are too many of them.",
      remedy: "Put a text that begins with * in quotes.",
    });
  }
}

function select(files: readonly KubeconfigFile[], source: string): KubeconfigSelection {
  const contextName = files.find((file) => file.currentContext !== undefined)?.currentContext;
  if (contextName === undefined) {
    throw unreadable({
      source,
      problem: "it has no current-context.",
      remedy: "Choose one with `kubectl config use-context`.",
    });
  }
  const context = lookUp(files, {
    section: "contexts",
    name: contextName,
    by: "current-context",
    source,
  });
  const clusterName = context.fields.text("cluster");
  if (clusterName === undefined)
    throw context.fields.wrong("cluster", "is missing.", "Name a cluster.");
  const userName = context.fields.text("user");
  const by = `contexts[${contextName}].context`;
  return {
    source,
    cluster: lookUp(files, { section: "clusters", name: clusterName, by: `${by}.cluster`, source }),
    user:
      userName === undefined
        ? undefined
        : lookUp(files, { section: "users", name: userName, by: `${by}.user`, source }),
    namespace: context.fields.text("namespace"),
  };
}

interface Wanted {
  readonly section: "clusters" | "contexts" | "users";
  readonly name: string;
  /** The field that names it. */
  readonly by: string;
  readonly source: string;
}

function lookUp(
  files: readonly KubeconfigFile[],
  { section, name, by, source }: Wanted,
): KubeconfigEntry {
  for (const file of files) {
    const fields = file[section].get(name);
    if (fields !== undefined) return { name, fields, file: file.file };
  }
  const known = files.flatMap((file) => [...file[section].keys()]);
  const choice =
    known.length === 0
      ? `There are no ${section} in it.`
      : `It has: ${[...new Set(known)].join(", ")}.`;
  throw unreadable({
    source,
    problem: `${by} is "${name}", which is not among its ${section}.`,
    remedy: choice,
  });
}

function sourceOf(files: readonly string[]): string {
  return `The kubeconfig ${files.join(", ")}`;
}

/** The error for a configuration that is nowhere. */
export function clusterNotFound(lookedFor: readonly string[]): SettingsError {
  return new SettingsError(
    "CLUSTER_NOT_FOUND",
    `No cluster: looked for ${lookedFor.join(", ")}. Name a kubeconfig in KUBECONFIG or as the option kubeConfig, or give the option sandbox: true.`,
  );
}
