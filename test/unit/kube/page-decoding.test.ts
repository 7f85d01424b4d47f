import { describe, expect, it } from "@jest/globals";

import type { KubernetesObject } from "../../../src/resources/kubernetes-object.js";
import { newCounters } from "../../../src/kube/transport-counters.js";
import { JsonPageDecoder } from "../../../src/kube/wire/json-page-decoder.js";
import type { PageEnd } from "../../../src/kube/wire/page-scanner.js";
import type { Resource } from "../../../src/resources/resource.js";
import { RandomJson } from "./random-json.js";

const PODS: Resource = {
  group: "",
  version: "v1",
  plural: "pods",
  kind: "Pod",
  singular: "pod",
  shortNames: [],
  categories: [],
  namespaced: true,
  preferred: true,
  verbs: [],
  subresources: [],
};

class Page {
  readonly objects: KubernetesObject[] = [];
  readonly malformed: string[] = [];
  readonly #decoder = new JsonPageDecoder(
    { resource: PODS, view: "full", counters: newCounters() },
    {
      item: (envelope) => this.objects.push(envelope.detach().parse()),
      malformed: (problem) => this.malformed.push(problem),
    },
  );

  push(bytes: Buffer, longest = bytes.length, random = new RandomJson(1)): this {
    for (let at = 0; at < bytes.length;) {
      const chunk = Buffer.from(bytes.subarray(at, at + 1 + random.below(longest)));
      this.#decoder.push(chunk);
      at += chunk.length;
      chunk.fill(0);
    }
    return this;
  }

  finish(): PageEnd {
    return this.#decoder.finish();
  }
}

const ITEMS = Array.from({ length: 20 }, (_, index) => ({
  metadata: { name: `pod-${index}`, uid: `u${index}`, labels: { text: "ä\"}]{[\\" } },
  spec: { nested: [[{ items: [1, 2], metadata: {} }]], long: "x".repeat(index * 50) },
}));
const TYPED_ITEMS = ITEMS.map((item) => ({ ...item, apiVersion: "v1", kind: "Pod" }));
const METADATA = { resourceVersion: "77", continue: "token" };

describe("decoding of a list's page", () => {
  it.each([
    ["before the items", { kind: "PodList", apiVersion: "v1", metadata: METADATA, items: ITEMS }],
    ["after the items", { apiVersion: "v1", items: ITEMS, kind: "PodList", metadata: METADATA }],
  ])("finds items and metadata %s, in chunks of any size", (_title, list) => {
    for (const indent of [0, 2]) {
      const bytes = Buffer.from(JSON.stringify(list, null, indent));
      for (const longest of [1, 2, 10, 100, 1000, bytes.length]) {
        const page = new Page().push(bytes, longest, new RandomJson(longest));
        expect(page.finish()).toEqual({ resourceVersion: "77", continueToken: "token" });
        expect(page.objects).toEqual(TYPED_ITEMS);
      }
    }
  });

  it("hands items out while the page comes in", () => {
    const text = JSON.stringify({ kind: "PodList", metadata: METADATA, items: ITEMS });
    const page = new Page().push(Buffer.from(text.slice(0, text.indexOf("pod-10"))));
    expect(page.objects).toHaveLength(10);
  });

  it("knows lists without items", () => {
    for (const items of [null, []]) {
      const page = new Page().push(Buffer.from(JSON.stringify({ items, metadata: { resourceVersion: "5" } })));
      expect(page.finish()).toEqual({ resourceVersion: "5", continueToken: "" });
      expect(page.objects).toEqual([]);
    }
  });

  it("does the same work for an item of many chunks as for one", () => {
    const big = { metadata: { name: "big", uid: "u" }, spec: { blob: "[{".repeat(2_000_000) } };
    const bytes = Buffer.from(JSON.stringify({ items: [big], metadata: METADATA }));
    const page = new Page().push(bytes, 2000);
    expect(page.finish().resourceVersion).toBe("77");
    expect(page.objects).toHaveLength(1);
  });

  it.each([
    ["one that ends early", '{"items":[{"metadata":{"uid":"u"}}'],
    ["one without metadata", '{"items":[]}'],
    ["text", "Bad gateway"],
    ["nothing", ""],
    ["an item that has no end", '{"items":[{"metadata":{"uid":"u"}'],
  ])("refuses %s", (_title, text) => {
    const decode = (): unknown => new Page().push(Buffer.from(text)).finish();
    expect(decode).toThrow(expect.objectContaining({ code: "MALFORMED_OBJECT" }));
  });

  it("steps over items that are no objects", () => {
    const page = new Page().push(Buffer.from('{"items":[7,{"a" 1},{"metadata":{"uid":"u"}}],"metadata":{"resourceVersion":"5"}}'));
    page.finish();
    expect(page.malformed).toHaveLength(2);
    expect(page.objects).toHaveLength(1);
  });
});
