import { describe, expect, it } from "@jest/globals";

import { blocksOf, filesBelow, PAGES, textOf } from "./pages.js";

/** Pages whose examples other tests run: they come with the parts that they are about. */
const WITH_TESTS_OF_THEIR_OWN = new Set([
  "docs/guide/sandbox.md",
  "docs/guide/testing-on-a-real-server.md",
  "docs/performance.md",
  "docs/sandbox.md",
]);

/** Code that is compiled, and run by a test. Without indentation: an excerpt may be a method. */
const SOURCES: readonly string[] = [
  ...filesBelow("samples", ".ts"),
  ...filesBelow("test/docs/snippets", ".ts"),
].map((file) => withoutIndentation(textOf(file)));

function withoutIndentation(code: string): string {
  return code.replaceAll(/^ +/gmu, "");
}

describe("TypeScript in the documentation", () => {
  it.each(PAGES.filter((page) => !WITH_TESTS_OF_THEIR_OWN.has(page)))(
    "%s shows nothing that is not compiled",
    (page) => {
      const foreign = blocksOf(page, "ts").filter((block) => {
        const excerpt = withoutIndentation(block);
        return !SOURCES.some((source) => source.includes(excerpt));
      });
      expect(foreign).toEqual([]);
    },
  );

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
