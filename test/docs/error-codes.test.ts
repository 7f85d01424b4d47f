import { describe, expect, it } from "@jest/globals";

import { ERROR_CODES } from "../../src/support/error-codes.js";
import { filesBelow, textOf } from "./pages.js";

const PAGE = textOf("docs/errors.md");
const SECTIONS = PAGE.split(/^## /mu)
  .slice(1)
  .map((section) => section.trim());

describe("docs/errors.md", () => {
  it("has a section for each code, and none for another, in their order", () => {
    const headings = SECTIONS.map((section) => section.split("\n")[0]);
    expect(headings).toEqual([...ERROR_CODES]);
  });

  it.each(SECTIONS.map((section) => [section.split("\n")[0] ?? "", section] as const))(
    "%s: says what happened, why, and what to do",
    (_, section) => {
      const [, happened, why, remedy] = section.split(/\n\n/u);
      expect(happened).toMatch(/^[A-Z`].+\.$/su);
      expect(why).toMatch(/^\*\*Why\*\*: .+\.$/su);
      expect(remedy).toMatch(/^\*\*What to do\*\*: .+\.$/su);
    },
  );
});

describe("each error code", () => {
  const sources = filesBelow("src", ".ts")
    .filter((file) => file !== "src/support/error-codes.ts")
    .map(textOf);

  it.each(ERROR_CODES)("%s is used", (code) => {
    const word = new RegExp(String.raw`\b${code}\b`, "u");
    expect(sources.some((source) => word.test(source))).toBe(true);
  });
});
