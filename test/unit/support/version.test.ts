import { readFile } from "node:fs/promises";

import { expect, it } from "@jest/globals";

import { VERSION } from "../../../src/support/version.js";

it("knows the version of the package", async () => {
  const manifest: unknown = JSON.parse(await readFile("package.json", "utf8"));
  expect(manifest).toMatchObject({ version: VERSION });
});
