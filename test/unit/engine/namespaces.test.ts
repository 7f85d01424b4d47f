import { describe, expect, it } from "@jest/globals";

import {
  compileNamespacePattern,
  isExactNamespace,
} from "../../../src/engine/watching/namespace-patterns.js";
import { NamespaceWatcher } from "../../../src/engine/watching/namespace-watcher.js";
import { TransportCounters } from "../../../src/kube/transport-counters.js";
import { JsonEnvelope } from "../../../src/kube/wire/json-envelope.js";

const NAMES = ["a1", "ab1", "abc", "app-x", "default", "kube-system", "ns1"];

const matching = (pattern: string): string =>
  NAMES.filter(compileNamespacePattern(pattern)).join(" ");

describe("a pattern of namespaces", () => {
  it.each([
    ["ns1", "ns1"],
    ["*", NAMES.join(" ")],
    ["app-*", "app-x"],
    ["a?1", "ab1"],
    ["a?", "a1"],
    ["!kube-*", "a1 ab1 abc app-x default ns1"],
    ["a*,!ab*,abc", "a1 abc app-x"],
    ["a*, !ab*, abc", "a1 abc app-x"],
    ["!a*,abc", "abc default kube-system ns1"],
    ["*,!*", ""],
    ["ns", ""],
    ["s1", ""],
    ["default,ns1", "default ns1"],
    ["nothing", ""],
    ["a.c", ""],
    ["(abc|ns1)", ""],
  ])("%s means %s", (pattern, expected) => {
    expect(matching(pattern)).toBe(expected);
  });

  it.each([
    ["default", true],
    ["app-1", true],
    ["app-*", false],
    ["app-?", false],
    ["!app", false],
    ["a,b", false],
  ])("%s is a name alone: %p", (pattern, expected) => {
    expect(isExactNamespace(pattern)).toBe(expected);
  });
});

/** Plays the stream of namespaces. */
class Namespaces {
  readonly changes: string[] = [];
  readonly watcher: NamespaceWatcher;
  readonly #envelope = new JsonEnvelope({
    apiVersion: "v1",
    kind: "Namespace",
    isPartial: true,
    counters: new TransportCounters(),
  });

  constructor(...patterns: readonly string[]) {
    this.watcher = new NamespaceWatcher(patterns, () =>
      this.changes.push([...this.watcher.served].toSorted().join(" ")),
    );
  }

  list(...names: readonly string[]): void {
    this.watcher.listing();
    for (const name of names) {
      const bytes = Buffer.from(`${JSON.stringify({ metadata: { name } })} `);
      this.#envelope.readItem(bytes, 0, bytes.length);
      this.watcher.item(this.#envelope);
    }
    this.watcher.listed();
  }

  event(type: string, name: string): void {
    const bytes = Buffer.from(JSON.stringify({ type, object: { metadata: { name } } }));
    this.#envelope.readEvent(bytes, 0, bytes.length);
    this.watcher.event(this.#envelope);
  }
}

describe("the namespaces of an operator", () => {
  it("are those of the listing that match one of its patterns", () => {
    const namespaces = new Namespaces("ns1", "app-*");
    namespaces.list(...NAMES);
    expect(namespaces.changes).toEqual(["app-x ns1"]);
  });

  it("come and go with their events; others and repeated ones change nothing", () => {
    const namespaces = new Namespaces("ns1", "app-*");
    namespaces.list("default");
    namespaces.event("ADDED", "app-y");
    namespaces.event("MODIFIED", "app-y");
    namespaces.event("ADDED", "other");
    namespaces.event("DELETED", "other");
    namespaces.event("DELETED", "app-y");
    expect(namespaces.changes).toEqual(["", "app-y", ""]);
  });

  it("that are gone are found by the next listing", () => {
    const namespaces = new Namespaces("app-*");
    namespaces.list("app-a", "app-b");
    namespaces.list("app-b", "app-c");
    expect(namespaces.changes).toEqual(["app-a app-b", "app-b app-c"]);
  });

  it("are served as given where they may not be listed", () => {
    const namespaces = new Namespaces("ns1", "app-*");
    namespaces.watcher.serveAlways(["ns1"]);
    expect([...namespaces.watcher.served]).toEqual(["ns1"]);
  });
});
