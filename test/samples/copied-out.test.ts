import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { type Config, EmptyProject, ROOT } from "../package/empty-project.js";

const TIMEOUT_MS = 60_000;
const SAMPLES = path.join(ROOT, "samples");
/** The playground is no sample, it is what they play on. */
const NAMES = readdirSync(SAMPLES).filter((name) => name !== "playground");

function sourcesOf(sample: string): readonly string[] {
  return readdirSync(path.join(SAMPLES, sample)).filter((file) => file.endsWith(".ts"));
}

function textOf(sample: string, file: string): string {
  return readFileSync(path.join(SAMPLES, sample, file), "utf8");
}

describe("the folder of a sample", () => {
  it("is there for each of the samples that are promised", () => {
    expect(NAMES.toSorted()).toEqual([
      "embedded",
      "memo-classes",
      "ping",
      "probes-and-login",
      "services",
    ]);
  });

  it.each(NAMES)("%s imports nothing but kephale, Node.js and itself", (sample) => {
    const imported = sourcesOf(sample).flatMap((file) =>
      [...textOf(sample, file).matchAll(/from "(?<name>[^"]+)"/gu)].map(([, name]) => name ?? ""),
    );
    expect(imported).not.toEqual([]);
    expect(
      imported.filter((name) => !/^(?:kephale|node:[a-z]+|\.\/[a-z-]+\.js)$/u.test(name)),
    ).toEqual([]);
  });

  it.each(NAMES)("%s says which rights it needs, and has its kind and objects", (sample) => {
    const files = readdirSync(path.join(SAMPLES, sample));
    expect(files).toEqual(
      expect.arrayContaining(["README.md", "main.ts", "crd.yaml", "objects.yaml"]),
    );
    expect(textOf(sample, "README.md")).toMatch(/```yaml\n[^`]*kind: ClusterRole\n[^`]*rules:/u);
  });

  it.each(NAMES)("%s says how it has to be compiled", (sample) => {
    const text = textOf(sample, "README.md").replaceAll(/\s+/gu, " ");
    expect(text).toContain(
      '`"target": "es2023"` or later, `"experimentalDecorators": true` and `"emitDecoratorMetadata": true`',
    );
  });
});

describe.each<[string, Config]>([
  ["the tsconfig that `tsc --init` writes", "init"],
  ["a plain tsconfig", "plain"],
])("in an empty project with the packed package and %s", (_, config) => {
  let project: EmptyProject;

  beforeAll(() => {
    project = new EmptyProject(config);
  }, TIMEOUT_MS);

  afterAll(() => project[Symbol.dispose]());

  it.each(NAMES)(
    "%s compiles",
    (sample) => {
      for (const file of sourcesOf(sample)) project.write(file, textOf(sample, file));
      expect(project.compile()).toEqual({ exitCode: 0, output: "" });
      for (const file of sourcesOf(sample)) project.remove(file);
    },
    TIMEOUT_MS,
  );
});
