import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { PlantedTree, ROOT, installTool, runForJson } from "./planted-tree.js";

const TIMEOUT_MS = 120_000;
const BIN = path.join(ROOT, "tools/check/node_modules/.bin");

/** What is read of oxlint's answer. */
interface LintResult {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
  readonly number_of_files: number;
}

const branches = Array.from({ length: 10 }, (_, index) => `if (n === ${index}) return ${index};`);

/** Rule, the file that breaks it, and its text: the rules that carry a decision of this project. */
const VIOLATIONS: readonly (readonly [rule: string, file: string, text: string])[] = [
  [
    "no-restricted-properties",
    "src/kube/destructured.ts",
    "const { env } = process;\nexport const home = env['HOME'];\n",
  ],
  [
    "no-restricted-properties",
    "src/kube/environment.ts",
    "export const home = process.env['HOME'];\n",
  ],
  ["no-restricted-globals", "src/kube/timer.ts", "setTimeout(() => undefined, 1);\nexport {};\n"],
  [
    "no-restricted-globals",
    "src/kube/interval.ts",
    "setInterval(() => undefined, 1);\nexport {};\n",
  ],
  [
    "no-restricted-imports",
    "src/kube/process.ts",
    `import { env } from "node:process";\nexport const home = env["HOME"];\n`,
  ],
  [
    "no-restricted-properties",
    "src/kube/metadata.ts",
    `import "reflect-metadata";\nexport const has = Reflect.hasMetadata("key", {});\n`,
  ],
  [
    "no-restricted-imports",
    "src/kube/pause.ts",
    `import { setTimeout } from "node:timers/promises";\nexport const pause = setTimeout;\n`,
  ],
  [
    "no-restricted-properties",
    "src/kube/imported-environment.ts",
    `import process from "node:process";\nexport const home = process.env["HOME"];\n`,
  ],
  [
    "no-restricted-imports",
    "src/kube/renamed-process.ts",
    `import proc from "node:process";\nexport const home = proc.env["HOME"];\n`,
  ],
  [
    "no-restricted-imports",
    "src/kube/all-timers.ts",
    `import timers from "node:timers";\nexport const schedule = timers.setTimeout;\n`,
  ],
  [
    "no-restricted-imports",
    "src/kube/namespace-of-timers.ts",
    `import * as timers from "node:timers/promises";\nexport const pause = timers.setTimeout;\n`,
  ],
  [
    "no-restricted-imports",
    "src/kube/namespace-of-process.ts",
    `import * as proc from "node:process";\nexport const home = proc.env["HOME"];\n`,
  ],
  [
    "prefer-node-protocol",
    "src/kube/short-timers.ts",
    `import { setTimeout as pause } from "timers/promises";\nexport const later = pause;\n`,
  ],
  [
    "prefer-node-protocol",
    "src/kube/short-process.ts",
    `import proc from "process";\nexport const home = proc.env["HOME"];\n`,
  ],
  [
    "no-restricted-properties",
    "src/kube/global-timer.ts",
    "globalThis.setTimeout(() => undefined, 1);\nexport {};\n",
  ],
  [
    "no-restricted-properties",
    "src/kube/global-interval.ts",
    "globalThis.setInterval(() => undefined, 1);\nexport {};\n",
  ],
  [
    "no-restricted-properties",
    "src/kube/global-process.ts",
    "export const home = globalThis.process.env['HOME'];\n",
  ],
  ["no-console", "src/kube/console.ts", "console.log(1);\nexport {};\n"],
  ["no-default-export", "src/kube/default.ts", "export default 1;\n"],
  ["filename-case", "src/kube/WatchStream.ts", "export const stream = 1;\n"],
  ["no-explicit-any", "src/kube/any.ts", "export function of(value: any): void { void value; }\n"],
  ["no-unsafe-type-assertion", "src/kube/cast.ts", "export const n = JSON.parse('1') as number;\n"],
  [
    "no-floating-promises",
    "src/kube/floating.ts",
    "async function later(): Promise<void> {}\nexport function now(): void { later(); }\n",
  ],
  [
    "no-misused-promises",
    "src/kube/misused.ts",
    "export function each(): void { [1].forEach(async () => { await Promise.resolve(); }); }\n",
  ],
  ["only-throw-error", "src/kube/thrown.ts", "export function fail(): never { throw 'no'; }\n"],
  [
    "explicit-module-boundary-types",
    "src/kube/inferred.ts",
    "export function one() { return 1; }\n",
  ],
  [
    "switch-exhaustiveness-check",
    "src/kube/switch.ts",
    "export function f(x: 'a' | 'b'): number { switch (x) { case 'a': return 1; } return 2; }\n",
  ],
  [
    "complexity",
    "src/kube/branches.ts",
    `export function f(n: number): number { ${branches.join(" ")} return -1; }\n`,
  ],
  [
    "max-params",
    "src/kube/parameters.ts",
    "export function f(a: 1, b: 1, c: 1, d: 1, e: 1): number { return a + b + c + d + e; }\n",
  ],
  [
    "max-lines-per-function",
    "src/kube/long-function.ts",
    `export function f(): void {\n${"  void 0;\n".repeat(61)}}\n`,
  ],
  ["max-lines", "src/kube/long-file.ts", "export {};\n".repeat(401)],
];

/** What must stay possible: a file and its text. */
const ALLOWED: readonly (readonly [file: string, text: string])[] = [
  ["src/settings/environment.ts", "export const home = process.env['HOME'];\n"],
  ["src/kube/process-id.ts", "export const id = process.pid;\n"],
  [
    "src/operator/signals.ts",
    `import process from "node:process";\nexport const id = process.pid;\n`,
  ],
  ["src/kube/keys.ts", "export const keys = Reflect.ownKeys({});\n"],
  ["samples/ping/main.ts", "console.log(1);\n"],
  // An injected class that is only used as a type: `import type` would erase it from the metadata.
  [
    "src/operator/injected.ts",
    `import { Client } from "./client.js";
const injectable = (target: object): void => void target;
@injectable
export class Controller {
  constructor(private readonly client: Client) {}
  name(): string { return this.client.name; }
}
`,
  ],
];

function lint(cwd: string): LintResult {
  const env = { ...process.env, OXLINT_TSGOLINT_PATH: path.join(BIN, "tsgolint") };
  return runForJson([path.join(BIN, "oxlint"), "--format", "json"], cwd, env) as LintResult;
}

function plant(tree: PlantedTree): void {
  for (const file of [".oxlintrc.json", "tsconfig.json"]) {
    tree.write(file, readFileSync(path.join(ROOT, file), "utf8"));
  }
  tree.write("package.json", JSON.stringify({ name: "planted", type: "module" }));
  tree.write(".gitignore", "node_modules\n");
  symlinkSync(path.join(ROOT, "node_modules"), path.join(tree.folder, "node_modules"));
  tree.write("src/operator/client.ts", "export class Client { readonly name = 'x'; }\n");
  for (const [, file, text] of VIOLATIONS) tree.write(file, text);
  for (const [file, text] of ALLOWED) tree.write(file, text);
}

describe("lint rules", () => {
  const tree = new PlantedTree();
  let result: LintResult;

  beforeAll(() => {
    installTool("tools/check");
    plant(tree);
    result = lint(tree.folder);
  }, TIMEOUT_MS);

  afterAll(() => tree[Symbol.dispose]());

  function broken(file: string): readonly string[] {
    return result.diagnostics
      .filter(({ filename }) => filename === file)
      .map(({ code }) => code.replace(/^.*\((.*)\)$/u, "$1"));
  }

  it.each(VIOLATIONS)("%s stops %s", (rule, file) => {
    expect(broken(file)).toContain(rule);
  });

  it.each(ALLOWED)("%s is allowed", (file) => {
    expect(broken(file)).toEqual([]);
  });

  it("look at every planted file", () => {
    expect(result.number_of_files).toBe(VIOLATIONS.length + ALLOWED.length + 1);
  });
});
