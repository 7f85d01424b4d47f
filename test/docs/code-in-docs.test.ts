import { describe, expect, it } from "@jest/globals";

import { blocksOf, filesBelow, PAGES, textOf } from "./pages.js";

/** Code that is compiled, and run by a test. Without indentation: an excerpt may be a method. */
const SOURCES: readonly string[] = [
  ...filesBelow("samples", ".ts"),
  ...filesBelow("test/docs/snippets", ".ts"),
].map((file) => withoutIndentation(textOf(file)));

function withoutIndentation(code: string): string {
  return code.replaceAll(/^ +/gmu, "");
}

describe("TypeScript in the documentation", () => {
  it.each(PAGES)("%s shows nothing that is not compiled", (page) => {
    const foreign = blocksOf(page, "ts").filter((block) => {
      const excerpt = withoutIndentation(block);
      return !SOURCES.some((source) => source.includes(excerpt));
    });
    expect(foreign).toEqual([]);
  });

  it("is there at all", () => {
    const blocks = PAGES.flatMap((page) => blocksOf(page, "ts"));
    expect(blocks.length).toBeGreaterThan(20);
  });

  it("begins in the README with the memo page's operator, as the sample has it", () => {
    expect(blocksOf("README.md", "ts")).toEqual([
      textOf("samples/ping/operator.ts"),
      textOf("samples/ping/main.ts"),
    ]);
  });
});
