import { messageOf } from "../../support/errors.js";
import { stringOf } from "../json.js";
import { unreadable } from "./config-errors.js";
import type { ResolvedEnvironment } from "./environment.js";
import { pathIn } from "./kubeconfig-file.js";
import type { ConfigEntry } from "./kubeconfig-file.js";

/** A PEM that an entry holds as base64 (`<field>-data`), or names as a file; `undefined` if it has neither. */
export async function pemOf(entry: ConfigEntry, field: string, environment: ResolvedEnvironment): Promise<string | undefined> {
  const data = stringOf(entry.values[`${field}-data`]);
  if (data !== "") return decoded(entry, `${field}-data`, data);
  const file = stringOf(entry.values[field]);
  return file === "" ? undefined : readReferenced(entry, field, { file, environment });
}

/** The text of a file that an entry names. @throws SettingsError with code `KUBECONFIG_UNREADABLE`. */
export async function readReferenced(
  entry: ConfigEntry,
  field: string,
  { file, environment }: { readonly file: string; readonly environment: ResolvedEnvironment },
): Promise<string> {
  try {
    return await environment.readFile(pathIn(entry, file));
  } catch (error) {
    throw unreadable(entry.file, `${field} of "${entry.name}" names a file that cannot be read: ${messageOf(error)}.`, error);
  }
}

function decoded(entry: ConfigEntry, field: string, data: string): string {
  const text = Buffer.from(data, "base64").toString("utf8");
  if (text.includes("-----BEGIN")) return text;
  throw unreadable(entry.file, `${field} of "${entry.name}" is not the base64 of a PEM. Copy it again from where it came from.`);
}
