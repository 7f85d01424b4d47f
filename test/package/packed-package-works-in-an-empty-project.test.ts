import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { EmptyProject, ROOT, manifestOf } from "./empty-project.js";

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

/** The README's first TypeScript block: the first thing that a new user copies. */
function programOfReadme(): string | undefined {
  const file = path.join(ROOT, "README.md");
  if (!existsSync(file)) return undefined;
  return /^```ts\n(?<program>[^]*?)^```$/mu.exec(readFileSync(file, "utf8"))?.groups?.["program"];
}

describe("the packed package in an empty project", () => {
  let project: EmptyProject;

  beforeAll(() => {
    project = new EmptyProject();
    project.write("main.ts", PROGRAM);
  }, TIMEOUT_MS);

  afterAll(() => project[Symbol.dispose]());

  it("holds the build and nothing of the workshop", () => {
    const files = readdirSync(project.installed);
    expect(files.filter((file) => !/^(README|LICENSE|CHANGELOG)/u.test(file))).toEqual([
      "dist",
      "package.json",
    ]);
  });

  it(
    "compiles and runs a program with a plain tsconfig",
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

  const readme = programOfReadme();
  (readme === undefined ? it.skip : it)(
    "compiles the README's program",
    () => {
      project.write("readme.ts", readme ?? "");
      expect(project.compile()).toEqual({ exitCode: 0, output: "" });
    },
    TIMEOUT_MS,
  );
});
