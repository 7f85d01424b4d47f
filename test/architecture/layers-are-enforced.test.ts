import { readdirSync } from "node:fs";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { PlantedTree, ROOT, installTool, runForJson } from "./planted-tree.js";

const TIMEOUT_MS = 120_000;
const CRUISER = path.join(ROOT, "tools/arch/node_modules/.bin/depcruise");
const CONFIG = path.join(ROOT, "tools/arch/dependency-cruiser.mjs");

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
  /** Of a cycle, all modules; `from` is any of them. */
  readonly cycle?: readonly { readonly name: string }[];
}

/** What is read of dependency-cruiser's answer. */
interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly Violation[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

/** Rule, the file that breaks it, and what that file imports. */
const VIOLATIONS: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ["layer-cli", "src/cli/up.ts", "../index.js"],
  ["layer-testing", "src/testing/up.ts", "../cli/thing.js"],
  ["layer-operator", "src/operator/up.ts", "../testing/thing.js"],
  ["layer-inspector+sandbox", "src/sandbox/up.ts", "../operator/thing.js"],
  ["layer-decorators+engine", "src/decorators/up.ts", "../sandbox/thing.js"],
  ["layer-definitions", "src/definitions/up.ts", "../engine/loop/thing.js"],
  ["layer-persistence+kube+memo", "src/kube/up.ts", "../definitions/thing.js"],
  ["layer-settings+telemetry", "src/settings/up.ts", "../memo/thing.js"],
  ["layer-resources", "src/resources/up.ts", "../telemetry/thing.js"],
  ["layer-support", "src/support/up.ts", "../resources/thing.js"],
  ["independent-inspector+sandbox", "src/inspector/aside.ts", "../sandbox/thing.js"],
  ["independent-decorators+engine", "src/engine/loop/aside.ts", "../../decorators/thing.js"],
  ["independent-persistence+kube+memo", "src/memo/aside.ts", "../kube/thing.js"],
  ["independent-settings+telemetry", "src/telemetry/aside.ts", "../settings/thing.js"],
  ["known-folders", "src/cli/helped.ts", "../helpers/thing.js"],
  ["engine-aspects-independent", "src/engine/timing/aside.ts", "../events/thing.js"],
  ["engine-loop-is-the-floor", "src/engine/loop/up.ts", "../timing/thing.js"],
  ["sandbox-knows-no-operator", "src/sandbox/knows.ts", "../memo/thing.js"],
  ["operator-loads-servers-when-asked", "src/operator/eager.ts", "../sandbox/thing.js"],
  ["only-kube-talks-to-kubernetes", "src/engine/loop/client.ts", "@kubernetes/client-node"],
  ["only-telemetry-knows-winston", "src/operator/logs.ts", "winston"],
  ["only-telemetry-knows-prom-client", "src/operator/metrics.ts", "prom-client"],
  ["only-operator-and-decorators-know-tsyringe", "src/engine/loop/container.ts", "tsyringe"],
  ["only-metadata-key-touches-reflect", "src/decorators/metadata.ts", "reflect-metadata"],
  ["no-circular", "src/support/circle.ts", "./circle-back.js"],
  ["not-to-unresolvable", "src/support/nowhere.ts", "./nothing-here.js"],
  ["not-to-dev-dep", "src/support/development.ts", "expect-type"],
  ["not-to-dev-dep", "src/support/undeclared.ts", "undeclared"],
  ["not-to-tests", "src/support/tests.ts", "../../test/thing.js"],
];

/** A module that has no relation at all breaks this one. */
const ORPHAN = ["no-orphans", "src/support/lonely.ts"] as const;

/** What must stay possible: a file and its text. */
const ALLOWED: readonly (readonly [file: string, text: string])[] = [
  ["src/resources/type.ts", `export type { thing } from "@kubernetes/client-node";\n`],
  ["src/kube/client.ts", `export { thing } from "@kubernetes/client-node";\n`],
  ["src/operator/lazy.ts", `export const server = () => import("../sandbox/thing.js");\n`],
  ["src/operator/container.ts", `export { thing } from "tsyringe";\n`],
  ["src/engine/events/down.ts", `export { thing } from "../loop/thing.js";\n`],
  ["src/support/metadata-key.ts", `import "reflect-metadata";\n`],
  ["src/operator/ambient.d.ts", "interface Ambient { readonly thing: 1 }\n"],
  ["src/cli/down.ts", `export { thing } from "../testing/thing.js";\n`],
];

const FOLDERS = [
  "cli testing operator inspector sandbox decorators definitions engine/loop engine/timing",
  "engine/events persistence kube memo settings telemetry resources support helpers",
].flatMap((line) => line.split(" "));

const MANIFEST = {
  name: "planted",
  type: "module",
  dependencies: {
    "@kubernetes/client-node": "1.0.0",
    "prom-client": "1.0.0",
    "reflect-metadata": "1.0.0",
    tsyringe: "1.0.0",
    winston: "1.0.0",
  },
  devDependencies: { "expect-type": "1.0.0" },
};

function cruise(cwd: string): Cruise {
  const command = [CRUISER, "--config", CONFIG, "--output-type", "json", "src"];
  return runForJson(command, cwd) as Cruise;
}

function plant(tree: PlantedTree): void {
  tree.write("package.json", JSON.stringify(MANIFEST));
  tree.write("tsconfig.json", JSON.stringify({ compilerOptions: { module: "nodenext" } }));
  const packages = { ...MANIFEST.dependencies, ...MANIFEST.devDependencies, undeclared: "1.0.0" };
  for (const name of Object.keys(packages)) tree.writePackage(name);
  const plain = [...FOLDERS.map((folder) => `src/${folder}`), "test"];
  for (const folder of plain) tree.write(`${folder}/thing.ts`, "export const thing = 1;\n");
  tree.write("src/index.ts", `export { thing } from "./cli/thing.js";\n`);
  for (const [, file, imported] of VIOLATIONS) {
    tree.write(file, `export { thing } from "${imported}";\n`);
  }
  tree.write("src/support/circle-back.ts", `export { thing } from "./circle.js";\n`);
  tree.write(ORPHAN[1], "export const lonely = 1;\n");
  for (const [file, text] of ALLOWED) tree.write(file, text);
}

describe("layer rules", () => {
  const tree = new PlantedTree();
  let planted: Cruise;

  beforeAll(() => {
    installTool("tools/arch");
    plant(tree);
    planted = cruise(tree.folder);
  }, TIMEOUT_MS);

  afterAll(() => tree[Symbol.dispose]());

  function broken(file: string): readonly string[] {
    return planted.summary.violations
      .filter(({ from, cycle = [] }) => [from, ...cycle.map(({ name }) => name)].includes(file))
      .map(({ rule }) => rule.name);
  }

  const cases = [...VIOLATIONS.map(([rule, file]) => [rule, file] as const), ORPHAN];

  it.each(cases)("%s stops %s", (rule, file) => {
    expect(broken(file)).toContain(rule);
  });

  it.each(ALLOWED)("%s is allowed", (file) => {
    expect(planted.modules.map(({ source }) => source)).toContain(file);
    expect(broken(file)).toEqual([]);
  });

  it("each have a planted violation", () => {
    const rules = new Set(planted.summary.ruleSetUsed.forbidden.map(({ name }) => name));
    expect(rules).toEqual(new Set(cases.map(([rule]) => rule)));
  });

  it(
    "look at every module of the source",
    () => {
      const files = readdirSync(path.join(ROOT, "src"), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => `src/${file}`);
      const cruised = new Set(cruise(ROOT).modules.map(({ source }) => source));

      expect(files.length).toBeGreaterThan(0);
      expect(files.filter((file) => !cruised.has(file))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
