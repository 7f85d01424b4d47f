import { describe, expect, it } from "@jest/globals";

import { Sandbox } from "../../../src/sandbox/index.js";
import type { KubernetesObject } from "../../../src/resources/kubernetes-object.js";
import { openWatch } from "./line-reader.js";
import { PATH, widget } from "./widgets.js";

/** The definition of widgets whose specification has certain fields, all of them strings. */
function definition(...fields: readonly string[]): KubernetesObject {
  const properties = Object.fromEntries(fields.map((field) => [field, { type: "string" }]));
  const schema = {
    openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties } } },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.demo.example.com" },
    spec: {
      group: "demo.example.com",
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget" },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}

/** The specification in the first line of a new watch. */
async function firstSpec(sandbox: Sandbox, query: string): Promise<unknown> {
  const watch = await openWatch(`${sandbox.url}${PATH}?watch=true${query}`);
  await watch.until(1);
  watch.stop();
  return JSON.parse(watch.lines[0] ?? "").object.spec;
}

describe("watches of a kind whose definition changes", () => {
  it("end, and new ones show the new fields", async () => {
    await using sandbox = await Sandbox.start({ crds: [definition("a")] });
    const old = await openWatch(`${sandbox.url}${PATH}?watch=true`);
    await sandbox.apply(definition("a", "b"));
    expect(await old.over).toBe("ended");
    await sandbox.create(widget("w", { spec: { a: "1", b: "2" } }));
    expect(await firstSpec(sandbox, "")).toEqual({ a: "1", b: "2" });
  });

  it("stay open when only labels of the definition change", async () => {
    await using sandbox = await Sandbox.start({ crds: [definition("a")] });
    const watch = await openWatch(`${sandbox.url}${PATH}?watch=true`);
    await sandbox.apply({
      ...definition("a"),
      metadata: { name: "widgets.demo.example.com", labels: { x: "y" } },
    });
    await sandbox.create(widget("w"));
    await watch.until(1);
    expect(sandbox.openWatches).toBe(1);
    watch.stop();
  });

  it("do not share lines with those of before", async () => {
    await using sandbox = await Sandbox.start({ crds: [definition("a", "b")] });
    const before = await sandbox.create(widget("before"));
    await sandbox.create(widget("w", { spec: { a: "1", b: "2" } }));
    const since = `&resourceVersion=${before.metadata.resourceVersion}`;
    await sandbox.apply(definition("a"));
    expect(await firstSpec(sandbox, since)).toEqual({ a: "1" });
    await sandbox.apply(definition("a", "b"));
    expect(await firstSpec(sandbox, since)).toEqual({ a: "1", b: "2" });
  });
});
