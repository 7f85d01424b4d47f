import { describe, expect, it } from "@jest/globals";

import { checkNodeVersion } from "../../../src/support/node-version.js";
import { textOf } from "../../docs/pages.js";

describe("the version of Node.js", () => {
  it.each(["20.20.2", "22.18.9", "18.0.0"])("%s is refused, with the one that is needed", (old) => {
    expect(() => checkNodeVersion(old)).toThrow(
      `kephale needs Node.js 22.19 or later, and this is ${old}.`,
    );
  });

  it.each(["22.19.0", "23.0.0", "24.21.0", "100.1.0"])("%s is new enough", (version) => {
    expect(() => checkNodeVersion(version)).not.toThrow();
  });

  it("is the one of package.json", () => {
    expect(textOf("package.json")).toContain('"engines": { "node": ">=22.19" }');
  });

  it("is looked at before anything else is loaded", () => {
    const [first] = /^import .*$/mu.exec(textOf("src/index.ts")) ?? [];
    expect(first).toBe('import "./support/node-version.js";');
  });
});
