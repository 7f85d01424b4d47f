import { readdirSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "@jest/globals";

import { DECORATORS } from "../../src/definitions/decorator-rules.js";
import { type ValueName, VALUES } from "../../src/definitions/value-names.js";
import { checkBootstrapOptions } from "../../src/operator/check-options.js";
import { DEFAULT_SETTINGS } from "../../src/settings/defaults.js";
import { messageOf } from "../../src/support/errors.js";
import { ROOT, rowsOf, sectionOf, textOf } from "./pages.js";

function decoratorsIn(text: string): readonly string[] {
  return [...text.matchAll(/`@(?<name>[A-Z]\w+)(?:\(\))?`/gu)].map(
    ({ groups }) => groups?.["name"] ?? "",
  );
}

function decoratorOf(value: string): string {
  const capitalised = value.charAt(0).toUpperCase() + value.slice(1);
  const others: Readonly<Record<string, string>> = { Type: "EventType", Event: "RawEvent" };
  return others[capitalised] ?? capitalised;
}

/** Handler decorators that something runs, or those that nothing does. */
function handlersThat(areServed: boolean): readonly string[] {
  return Object.entries(DECORATORS)
    .filter(([, rule]) => rule.served === areServed)
    .map(([name]) => name);
}

/** Whether handlers that are served can have a value. */
function isServed(name: ValueName): boolean {
  const families: readonly string[] = VALUES[name].families;
  return families.includes("event") || families.includes("timer");
}

describe("tables of the documentation", () => {
  it("the README's says which decorators are served, and which are refused", () => {
    const rows = rowsOf(textOf("README.md"));
    const inRows = (state: RegExp): readonly string[] =>
      rows
        .filter((row) => state.test(row[1] ?? ""))
        .flatMap(([feature = ""]) => decoratorsIn(feature))
        .filter((name) => name in DECORATORS);
    expect(inRows(/^served$/u).toSorted()).toEqual(handlersThat(true).toSorted());
    expect(inRows(/NOT_SERVED_YET/u).toSorted()).toEqual(handlersThat(false).toSorted());
  });

  it("the guide's list of what has a kind watched in full has each value that does, and no other", () => {
    const section = sectionOf("docs/guide/what-an-event-costs.md", "watched in full");
    const names = Object.keys(VALUES).filter((name): name is ValueName => name in VALUES);
    const full = names.filter((name) => VALUES[name].reads === "body").filter(isServed);
    expect(decoratorsIn(section).toSorted()).toEqual(full.map(decoratorOf).toSorted());
  });

  it("the guide's settings have each setting with its default", () => {
    const rows = rowsOf(sectionOf("docs/guide/running-and-embedding.md", "settings"));
    const defaults = Object.entries(DEFAULT_SETTINGS).flatMap(([group, settings]) =>
      Object.entries(settings).map(
        ([name, value]) => `\`${group}.${name}\` \`${JSON.stringify(value)}\``,
      ),
    );
    const described = rows.map(([name, , value]) => `${name} ${value}`);
    expect(described.toSorted()).toEqual(defaults.toSorted());
  });

  it("the guide's options of bootstrap are those that there are", () => {
    const [, table = ""] = textOf("docs/guide/running-and-embedding.md").split("## Options");
    const [options = ""] = table.split("\n## ");
    let message = "";
    try {
      checkBootstrapOptions(Object.fromEntries([["nonsense", true]]));
    } catch (error) {
      message = messageOf(error);
    }
    const known = /there are (?<names>.*)\.$/u.exec(message)?.groups?.["names"]?.split(", ") ?? [];
    expect(known).toContain("kubeConfig");
    expect(rowsOf(options).map(([name]) => name)).toEqual(known.map((name) => `\`${name}\``));
  });

  it("the architecture has a section for each folder of the sources", () => {
    const sections = [...textOf("docs/architecture.md").matchAll(/^### (?<path>\S+)$/gmu)].map(
      ({ groups }) => groups?.["path"] ?? "",
    );
    const folders = readdirSync(path.join(ROOT, "src")).map((name) => `src/${name}`);
    expect(sections.toSorted()).toEqual(folders.toSorted());
  });

  it("the architecture names each folder of the tests", () => {
    const rows = rowsOf(textOf("docs/architecture.md"));
    const [, row = ""] = rows.find(([folder]) => folder === "`test/`") ?? [];
    const folders = readdirSync(path.join(ROOT, "test"));
    expect(folders.filter((name) => !row.includes(`\`${name}\``))).toEqual([]);
  });
});
