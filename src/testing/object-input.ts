import { readFileSync } from "node:fs";

import { parseAllDocuments } from "yaml";

import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { SettingsError } from "../support/errors.js";
import { isRecord } from "./api-failure.js";

/** Objects as they are given: one, a path of a YAML file, YAML text (several documents), or a list of these. */
export type ObjectInput = string | KubernetesObject | readonly (string | KubernetesObject)[];

/**
 * Reads objects.
 *
 * @throws SettingsError with the code `CONTROL_PLANE_OBJECT` that names file, document and what is missing.
 */
export function readObjects(input: ObjectInput): KubernetesObject[] {
  const list: readonly (string | KubernetesObject)[] = isList(input) ? input : [input];
  return list.flatMap((item) => (typeof item === "string" ? readText(item) : [checked(item, "An object")]));
}

function isList(input: ObjectInput): input is readonly (string | KubernetesObject)[] {
  return Array.isArray(input);
}

function readText(pathOrText: string): KubernetesObject[] {
  const isText = pathOrText.includes("\n");
  const source = isText ? "YAML text" : pathOrText;
  const documents = parseAllDocuments(isText ? pathOrText : readFile(pathOrText));
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document, index) => {
    const where = `${source}, document ${String(index + 1)}`;
    const problem = document.errors[0];
    if (problem !== undefined) throw objectError(`${where} is not YAML: ${problem.message}`, problem);
    const value: unknown = document.toJS();
    // Comments between two separators make an empty document.
    return value === null ? [] : [checked(value, where)];
  });
}

function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw objectError(`The file ${path} cannot be read. Text has to end with a line break, or it is taken for a path.`, error);
  }
}

function checked(value: unknown, where: string): KubernetesObject {
  if (!isRecord(value)) throw objectError(`${where} is not an object. A Kubernetes object has apiVersion, kind and metadata.`);
  for (const field of ["apiVersion", "kind"]) {
    if (typeof value[field] !== "string") throw objectError(`${where} has no ${field}. Add it, as in \`${field}: ${EXAMPLE[field] ?? ""}\`.`);
  }
  return value;
}

const EXAMPLE: Readonly<Record<string, string>> = { apiVersion: "v1", kind: "ConfigMap" };

function objectError(message: string, cause?: unknown): SettingsError {
  return new SettingsError("CONTROL_PLANE_OBJECT", message, cause === undefined ? {} : { cause });
}
