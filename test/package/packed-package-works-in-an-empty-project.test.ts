import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { blocksOf } from "../docs/pages.js";
import { type Config, EmptyProject, ROOT, manifestOf } from "./empty-project.js";

const TIMEOUT_MS = 60_000;

const PROGRAM = `
import { Clock, OperatorError, TemporaryError, isOperatorError } from "kephale";
import type { ErrorCode, Scheduled } from "kephale";

function mark(_target: object): void {}

/** A class with a service in its constructor: the compiler has to emit its type. */
@mark
export class Reporter {
  constructor(readonly clock: Clock) {}

  remind(callback: () => void): Scheduled {
    return this.clock.schedule(1000, callback);
  }
}

const error: OperatorError = new TemporaryError("The database is not ready.", { delay: "10s" });
const code: ErrorCode = error.code;
console.log(code, isOperatorError(error), typeof Reporter);
`;

/** The memo page as the README has it: the first thing that a new user copies. */
const [OPERATOR = "", MAIN = ""] = blocksOf("README.md", "ts");

/** Its cluster is one in the process, so that it runs wherever this test does. */
const SANDBOX = {
  crds: [path.join(ROOT, "samples/ping/crd.yaml")],
  objects: [path.join(ROOT, "samples/ping/objects.yaml")],
};

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}

describe.each<[string, Config]>([
  ["the tsconfig that `tsc --init` writes", "init"],
  ["a plain tsconfig", "plain"],
])("the packed package in an empty project with %s", (_, config) => {
  let project: EmptyProject;

  beforeAll(() => {
    project = new EmptyProject(config);
    project.write("main.ts", PROGRAM);
  }, TIMEOUT_MS);

  afterAll(() => project[Symbol.dispose]());

  it(
    "compiles and runs a program",
    () => {
      expect(project.compile()).toEqual({ exitCode: 0, output: "" });
      expect(project.run("main.js")).toEqual({ exitCode: 0, output: "TEMPORARY true function\n" });
    },
    TIMEOUT_MS,
  );

  it(
    "has types without mistakes of their own",
    () => {
      // Some dependencies' declarations do not pass this: only ours are judged.
      const { output } = project.compile("--skipLibCheck", "false");
      expect(output.split("\n").filter((line) => line.includes("kephale/"))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "has values behind every path that it exports",
    () => {
      const paths = Object.keys(manifestOf(project.installed).exports).filter(
        (entry) => !entry.endsWith(".json"),
      );
      const lines = paths.map((entry) => {
        const name = entry.replace(".", "kephale");
        return `console.log("${name}", Object.keys(await import("${name}")).length > 0);`;
      });
      project.write("exports.ts", `${lines.join("\n")}\nexport {};\n`);
      expect(project.compile()).toEqual({ exitCode: 0, output: "" });

      const expected = paths.map((entry) => `${entry.replace(".", "kephale")} true\n`).join("");
      expect(project.run("exports.js")).toEqual({ exitCode: 0, output: expected });
    },
    TIMEOUT_MS,
  );

  it(
    "compiles and runs the memo page",
    async () => {
      const call = "bootstrap(PingOperator, new PingMemo())";
      expect(MAIN).toContain(call);
      const onSandbox = call.replace(/\)$/u, `, { sandbox: ${JSON.stringify(SANDBOX)} })`);
      project.write("operator.ts", OPERATOR);
      project.write("memo-page.ts", MAIN.replace(call, onSandbox));
      expect(project.compile()).toEqual({ exitCode: 0, output: "" });

      using program = project.start("memo-page.js");
      await program.prints("[default/ping-01] 1 events have been received in 10 seconds.");
      program.signal("SIGTERM");
      expect(await program.ended).toBe(0);
      expect(program.output).toContain("The ping queue is open.\n");
      expect(program.output).toContain("The ping queue is closed.\n");
    },
    TIMEOUT_MS,
  );
});

describe("the files of the packed package", () => {
  let project: EmptyProject;

  beforeAll(() => {
    project = new EmptyProject("plain");
  }, TIMEOUT_MS);

  afterAll(() => project[Symbol.dispose]());

  it("are the build and nothing of the workshop", () => {
    const files = readdirSync(project.installed);
    expect(files.filter((file) => !/^(README|LICENSE|CHANGELOG)/u.test(file))).toEqual([
      "dist",
      "package.json",
    ]);
  });

  it("have sources in their maps, and no map of what is not there", () => {
    const files = readdirSync(project.installed, { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => file.endsWith(".d.ts.map"))).toEqual([]);
    const maps = files.filter((file) => file.endsWith(".js.map"));
    expect(maps.length).toBe(files.filter((file) => file.endsWith(".js")).length);
    const withoutSources = maps.filter((file) => {
      const text = readFileSync(path.join(project.installed, file), "utf8");
      const { sources, sourcesContent = [] } = JSON.parse(text) as SourceMap;
      return sourcesContent.filter((source) => source !== null).length !== sources.length;
    });
    expect(withoutSources).toEqual([]);
  });
});
