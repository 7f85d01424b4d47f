import { readFile } from "node:fs/promises";

import { messageOf, OperatorError } from "../support/errors.js";
import type { KubernetesObject } from "../resources/kubernetes-object.js";
import { isList, isRecord, listAt, stringAt } from "./json/json.js";
import { parseYaml } from "./json/yaml.js";

/** An object that somebody gave to the sandbox, and where it was found, for messages. */
export interface GivenObject {
  readonly object: KubernetesObject;
  readonly origin: string;
}

/** An object, the path of a YAML or JSON file, or the YAML itself; several documents are several objects. */
export type SandboxInput = KubernetesObject | string;

/** A text with a line break or a field in it is YAML; everything else is a path. */
const looksLikeYaml = (text: string): boolean =>
  text.includes("\n") || /^\s*[{[]/.test(text) || /^\w+:\s/.test(text);

function refuse(origin: string, what: string, remedy: string, cause?: unknown): never {
  throw new OperatorError("SANDBOX_OBJECT", `${origin}: ${what} ${remedy}`, { cause });
}

/** Reads everything that was given, in order. */
export async function readInputs(
  inputs: readonly SandboxInput[],
  what: string,
): Promise<GivenObject[]> {
  const given: GivenObject[] = [];
  for (const [index, input] of inputs.entries())
    given.push(...(await readInput(input, `${what}[${index}]`)));
  return given;
}

async function readInput(input: SandboxInput, origin: string): Promise<readonly GivenObject[]> {
  if (typeof input !== "string") return [checked(input, origin)];
  if (looksLikeYaml(input)) return readYaml(input, origin);
  let text: string;
  try {
    text = await readFile(input, "utf8");
  } catch (error) {
    return refuse(
      origin,
      `the file ${input} cannot be read: ${messageOf(error)}.`,
      "Give the path of a YAML file, YAML text with line breaks, or an object.",
      error,
    );
  }
  return readYaml(text, input);
}

/** Reads YAML documents; lists are taken apart, empty documents are passed over. */
export function readYaml(text: string, origin: string): GivenObject[] {
  return parseYaml(text).flatMap((document, index) => {
    const place = `${origin}, document ${index + 1}`;
    const [problem] = document.errors;
    if (problem !== undefined)
      refuse(place, `this is not YAML: ${problem.message}.`, "Correct the syntax.", problem);
    const value: unknown = document.toJS();
    if (value === null || value === undefined) return [];
    if (isRecord(value) && stringAt(value, "kind") === "List") {
      return listAt(value, "items").map((item, position) =>
        checked(item, `${place}, item ${position}`),
      );
    }
    return [checked(value, place)];
  });
}

function checked(value: unknown, origin: string): GivenObject {
  if (!isRecord(value)) {
    return refuse(
      origin,
      `expected an object, found ${isList(value) ? "a list" : String(value)}.`,
      "Every document must be one Kubernetes object.",
    );
  }
  for (const field of ["apiVersion", "kind"]) {
    if ((stringAt(value, field) ?? "") === "")
      refuse(
        origin,
        `the field ${field} is missing.`,
        `Every object needs apiVersion, kind and metadata.name.`,
      );
  }
  if (!isRecord(value["metadata"]))
    refuse(origin, "the field metadata is missing.", "Every object needs metadata with a name.");
  return { object: value, origin };
}

/** A refusal of the store, as an error that says which object was meant. */
export function refusedObject({ object, origin }: GivenObject, error: unknown): OperatorError {
  const name = object.metadata?.name ?? object.metadata?.generateName ?? "";
  return new OperatorError(
    "SANDBOX_OBJECT",
    `${origin}: ${object.kind ?? "the object"} ${name} was refused: ${messageOf(error)}. Correct the object.`,
    {
      cause: error,
    },
  );
}
