import { describe, expect, it } from "@jest/globals";

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { ROOT } from "./planted-tree.js";

type ForgottenExports = (reports: readonly string[]) => readonly string[];

async function forgottenExports(): Promise<ForgottenExports> {
  const script = pathToFileURL(path.join(ROOT, "scripts/forgotten-exports.mjs")).href;
  const { forgottenExports: check } = (await import(script)) as {
    readonly forgottenExports: ForgottenExports;
  };
  return check;
}

describe("names in public signatures", () => {
  it("must be exported by one of the entries", async () => {
    const check = await forgottenExports();
    const main =
      "export abstract class Client {\n}\n\ninterface Options {\n}\n\ntype Kind_2 = string;\n";

    expect(check([main])).toEqual(["Options", "Kind_2"]);
    expect(check([main, "export interface Options {\n}\nexport function Kind(): void;\n"])).toEqual(
      [],
    );
  });

  it("are all exported by this package", async () => {
    const check = await forgottenExports();
    const folder = path.join(ROOT, "etc");
    const reports = readdirSync(folder).map((file) =>
      readFileSync(path.join(folder, file), "utf8"),
    );

    expect(reports.length).toBeGreaterThan(2);
    expect(check(reports)).toEqual([]);
  });
});
