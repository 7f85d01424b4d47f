import { describe, expect, it } from "@jest/globals";

import { TransportCounters } from "../../../src/kube/transport-counters.js";
import { JsonEnvelope } from "../../../src/kube/wire/json-envelope.js";
import { ListPage } from "../../../src/kube/wire/list-page.js";
import type { KubernetesObject } from "../../../src/resources/kubernetes-object.js";
import { RandomJson } from "./random-json.js";

interface ReadPage {
  readonly objects: readonly KubernetesObject[];
  readonly resourceVersion: string;
  readonly continueToken: string;
}

function read(text: string): ReadPage {
  const counters = new TransportCounters();
  const envelope = new JsonEnvelope({ apiVersion: "v1", kind: "Pod", isPartial: false, counters });
  const page = new ListPage(Buffer.from(text), envelope);
  const objects: KubernetesObject[] = [];
  while (page.next()) objects.push(envelope.detach().parse());
  const { resourceVersion, continueToken } = page;
  return { objects, resourceVersion, continueToken };
}

const ITEMS = Array.from({ length: 20 }, (_, index) => ({
  metadata: { name: `pod-${index}`, uid: `u${index}`, labels: { text: 'ä"}]{[\\' } },
  spec: { nested: [[{ items: [1, 2], metadata: {} }]], long: "x".repeat(index * 50) },
}));
const TYPED_ITEMS = ITEMS.map((item) => ({ ...item, apiVersion: "v1", kind: "Pod" }));
const METADATA = { resourceVersion: "77", continue: "token" };

describe("a page of a list", () => {
  it.each([
    ["before the items", { kind: "PodList", apiVersion: "v1", metadata: METADATA, items: ITEMS }],
    ["after the items", { apiVersion: "v1", items: ITEMS, kind: "PodList", metadata: METADATA }],
  ])("has its metadata %s", (_title, list) => {
    for (const indent of [0, 2]) {
      expect(read(JSON.stringify(list, null, indent))).toEqual({
        objects: TYPED_ITEMS,
        resourceVersion: "77",
        continueToken: "token",
      });
    }
  });

  it("gives back objects of all sorts exactly", () => {
    const random = new RandomJson(5);
    for (let round = 0; round < 200; round++) {
      const texts = Array.from({ length: 5 }, () => random.object());
      const wanted = texts.map((text) => JSON.parse(text));
      const { objects } = read(`{"items":[${texts.join(" ,\n")}],"metadata":{}}`);
      expect(objects).toHaveLength(5);
      for (const [index, object] of objects.entries())
        expect(object).toMatchObject(untyped(wanted[index]));
    }
  });

  it.each([["null"], ["[]"], ["[ ]"]])("may have no items: %s", (items) => {
    const empty = { objects: [], resourceVersion: "5", continueToken: "" };
    expect(read(`{"items":${items},"metadata":{"resourceVersion":"5"}}`)).toEqual(empty);
  });

  it.each([
    ["one that ends early", '{"items":[{"metadata":{"uid":"u"}}'],
    ["an item that has no end", '{"items":[{"metadata":{"uid":"u"}'],
    ["an item that is no object", '{"items":[7]}'],
    ["text", "Bad gateway"],
    ["nothing", ""],
    ["another object", '{"message":"maintenance"}'],
    ["a Status", '{"kind":"Status","metadata":{},"status":"Success"}'],
    ["a list without metadata", '{"items":[]}'],
    ["items that are no list", '{"items":{},"metadata":{"resourceVersion":"5"}}'],
  ])("is refused if it is none: %s", (_title, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "MALFORMED_OBJECT" }));
  });
});

/** Without what the stream itself may fill in. */
function untyped(object: Record<string, unknown>): Record<string, unknown> {
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return rest;
}
