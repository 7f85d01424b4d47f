import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder, seen from where tests are compiled to. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

/** A text of the project, by its path from the root. */
export function textOf(file: string): string {
  return readFileSync(path.join(ROOT, file), "utf8");
}

/** The files below a folder whose names end so, by their paths from the root. */
export function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.posix.join(folder, file.split(path.sep).join("/")))
    .toSorted();
}

/** All pages that users and contributors read. */
export const PAGES: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  ...filesBelow("docs", ".md"),
  ...filesBelow("samples", ".md"),
];

/** The code blocks of a language in a page. */
export function blocksOf(page: string, language: string): readonly string[] {
  const blocks = textOf(page).matchAll(/^```(?<name>\w+)\n(?<code>[^]*?)^```$/gmu);
  return [...blocks]
    .filter(({ groups }) => groups?.["name"] === language)
    .map(({ groups }) => groups?.["code"] ?? "");
}

/** What stands between `<!-- mark -->` and `<!-- /mark -->` in a page. */
export function sectionOf(page: string, mark: string): string {
  const text = textOf(page);
  const start = text.indexOf(`<!-- ${mark} -->`);
  const end = text.indexOf(`<!-- /${mark} -->`);
  if (start < 0 || end < start) throw new Error(`${page} has no section "${mark}".`);
  return text.slice(start, end);
}

/** The rows of the tables in a text, without their headings: each a list of cells. */
export function rowsOf(text: string): readonly (readonly string[])[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split(/(?<!\\)\|/u)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter((_, index, all) => !isRule(all[index] ?? []) && !isRule(all[index + 1] ?? []));
}

function isRule(cells: readonly string[]): boolean {
  return cells.length > 0 && cells.every((cell) => /^-+$/u.test(cell));
}
