import { describe, expect, it } from "@jest/globals";

import { essenceDigest } from "../../../src/engine/timing/essence.js";
import type { KubernetesObject } from "../../../src/resources/kubernetes-object.js";

const base: KubernetesObject = {
  apiVersion: "kopf.dev/v1",
  kind: "KopfExample",
  metadata: {
    name: "a",
    uid: "u",
    resourceVersion: "1",
    labels: { a: "1", b: "2" },
    annotations: { note: "x" },
  },
  spec: { image: "x", list: [1, 2], nested: { a: 1, b: 2 } },
  status: { phase: "New" },
};

const withMetadata = (changes: object): KubernetesObject => ({
  ...base,
  metadata: { ...base.metadata, ...changes },
});

describe("the digest of an object's essence", () => {
  it.each<[string, KubernetesObject]>([
    ["the status", { ...base, status: { phase: "Ready" } }],
    ["the version", withMetadata({ resourceVersion: "2", generation: 5 })],
    ["managed fields", withMetadata({ managedFields: [{}] })],
    ["finalizers and owners", withMetadata({ finalizers: ["x"], ownerReferences: [{}] })],
    ["a deletion timestamp", withMetadata({ deletionTimestamp: "2030-01-01T00:00:00Z" })],
    ["the API's version", { ...base, apiVersion: "kopf.dev/v2" }],
    [
      "what kubectl applied last",
      withMetadata({
        annotations: { note: "x", "kubectl.kubernetes.io/last-applied-configuration": "{}" },
      }),
    ],
    [
      "Kopf's own annotations",
      withMetadata({ annotations: { note: "x", "kopf.zalando.org/create": "{}" } }),
    ],
    [
      "those of a prefix below Kopf's",
      withMetadata({ annotations: { note: "x", "my.kopf.zalando.org/create": "{}" } }),
    ],
    [
      "those of a marked prefix",
      withMetadata({
        annotations: { note: "x", "mine.dev/kopf-managed": "yes", "mine.dev/create": "{}" },
      }),
    ],
    ["the order of keys", { ...base, spec: { nested: { b: 2, a: 1 }, list: [1, 2], image: "x" } }],
    ["the order of labels", withMetadata({ labels: { b: "2", a: "1" } })],
  ])("does not depend on %s", (_what, changed) => {
    expect(essenceDigest(changed)).toBe(essenceDigest(base));
  });

  it.each<[string, KubernetesObject]>([
    ["the spec", { ...base, spec: { ...(base.spec as object), image: "y" } }],
    ["the order of a list", { ...base, spec: { ...(base.spec as object), list: [2, 1] } }],
    ["a label", withMetadata({ labels: { a: "1" } })],
    ["an annotation of a user", withMetadata({ annotations: { note: "y" } })],
    [
      "an annotation of a prefix that is not marked",
      withMetadata({ annotations: { note: "x", "mine.dev/create": "{}" } }),
    ],
    [
      "an annotation whose prefix only looks like Kopf's",
      withMetadata({ annotations: { note: "x", "notkopf.zalando.org/a": "1" } }),
    ],
    ["any other part", { ...base, data: { a: "b" } }],
  ])("depends on %s", (_what, changed) => {
    expect(essenceDigest(changed)).not.toBe(essenceDigest(base));
  });

  it("depends on what is deep inside, however deep that is", () => {
    const deep = (leaf: string): KubernetesObject => {
      const text = `${"[".repeat(9000)}"${leaf}"${"]".repeat(9000)}`;
      return { ...base, spec: { deep: JSON.parse(text) as unknown } };
    };
    expect(essenceDigest(deep("a"))).toBe(essenceDigest(deep("a")));
    expect(essenceDigest(deep("a"))).not.toBe(essenceDigest(deep("b")));
  });

  it.each<[string, unknown, unknown]>([
    ["a list in a list from one list", [[1], 2], [1, 2]],
    ["an empty list from an empty record", [], {}],
    ["a number from its text", 1, "1"],
    ["a key from a value", { a: "b" }, ["a", "b"]],
    ["null from nothing", { a: null }, {}],
  ])("tells %s", (_what, one, other) => {
    expect(essenceDigest({ spec: one })).not.toBe(essenceDigest({ spec: other }));
  });

  it("takes missing labels and annotations for none", () => {
    expect(essenceDigest({ metadata: { labels: {}, annotations: {} } })).toBe(essenceDigest({}));
  });
});
