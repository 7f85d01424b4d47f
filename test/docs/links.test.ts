import { existsSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "@jest/globals";

import { filesBelow, PAGES, ROOT, textOf } from "./pages.js";

/** Where links of a page lead to, apart from other sites. */
function targetsOf(page: string): readonly string[] {
  const links = textOf(page).matchAll(/\]\((?<target>[^)#\s]+)(?:#[^)]*)?\)/gu);
  return [...links]
    .map(({ groups }) => groups?.["target"] ?? "")
    .filter((target) => !/^https?:/u.test(target));
}

describe("links", () => {
  it.each(PAGES)("%s leads to nothing that is not there", (page) => {
    const broken = targetsOf(page).filter(
      (target) => !existsSync(path.join(ROOT, path.dirname(page), target)),
    );
    expect(broken).toEqual([]);
  });

  it("lead from the README to each page of the guide, and to each sample", () => {
    const pages = [...filesBelow("docs/guide", ".md"), ...filesBelow("samples", "README.md")];
    expect(targetsOf("README.md")).toEqual(expect.arrayContaining([...pages]));
  });
});
