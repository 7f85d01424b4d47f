import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

import { ROOT, ScriptError } from "./process.mjs";

/** The program that plays the cluster and its users; not a sample itself. */
const PLAYGROUND = "playground";

/** The compiled programs that `npm start` needs. A wrong name is answered with the names there are. */
export function findSample(folder, name) {
  const names = sampleNames(folder);
  if (!names.includes(name)) {
    const known = names.length === 0 ? `${folder} has none` : `there is ${names.join(", ")}`;
    throw new ScriptError(`No sample is called "${name}": ${known}.`, 2);
  }
  return { program: programOf(folder, name), playground: programOf(folder, PLAYGROUND) };
}

function sampleNames(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name !== PLAYGROUND && existsSync(programOf(folder, name)))
    .toSorted();
}

function programOf(folder, name) {
  return path.join(folder, name, "main.js");
}

/** The line that creates a sample's custom resource definitions, waits until they are served, and creates its objects. */
export function kubectlLine(samplesFolder, name, kubeConfigFile) {
  const folder = path.join(ROOT, path.relative(path.join(ROOT, ".build"), samplesFolder), name);
  const files = existsSync(folder)
    ? readdirSync(folder).filter((file) => /\.ya?ml$/u.test(file))
    : [];
  if (files.length === 0) return undefined;
  const kubectl = `kubectl --kubeconfig ${quote(kubeConfigFile)}`;
  const definitions = files
    .filter((file) =>
      /^kind: *CustomResourceDefinition/mu.test(readFileSync(path.join(folder, file), "utf8")),
    )
    .map((file) => `-f ${quote(path.join(folder, file))}`)
    .join(" ");
  const steps =
    definitions === ""
      ? []
      : [
          `${kubectl} apply ${definitions}`,
          `${kubectl} wait --for=condition=Established ${definitions}`,
        ];
  return [...steps, `${kubectl} apply -f ${quote(folder)}`].join(" && ");
}

function quote(text) {
  return /^[\w./:@%+=-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
