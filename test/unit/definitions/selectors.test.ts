import { describe, expect, it } from "@jest/globals";
import { CustomResource, EVERYTHING, KubernetesResource } from "kephale";

import { parseSelector, select } from "../../../src/definitions/selector.js";
import { resourceKey, type Resource } from "../../../src/resources/resource.js";
import { resource } from "../../support/resources.js";

@CustomResource({ group: "kopf.dev", version: "v1", kind: "KopfExample", plural: "kopfexamples" })
class KopfExample extends KubernetesResource {}

@CustomResource({
  group: "kopf.dev",
  version: "v1beta1",
  kind: "KopfExample",
  plural: "kopfexamples",
})
class OldKopfExample extends KubernetesResource {}

const core = (plural: string, kind: string, changes: Partial<Resource> = {}): Resource =>
  resource({
    group: "",
    plural,
    kind,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    ...changes,
  });

const CLUSTER = [
  resource(),
  resource({ version: "v1beta1", preferred: false }),
  core("pods", "Pod", { shortNames: ["po"], categories: ["all"] }),
  core("events", "Event", { shortNames: ["ev"], categories: ["all"] }),
  core("events", "Event", { group: "events.k8s.io" }),
  core("pods", "PodMetrics", { group: "metrics.k8s.io", version: "v1beta1" }),
  core("gadgets", "Gadget", { group: "a.dev" }),
  core("gadgets", "Gadget", { group: "b.dev" }),
  core("deployments", "Deployment", { group: "apps", categories: ["all"] }),
];

function selected(raw: unknown): string {
  const selector = parseSelector(raw);
  if (typeof selector === "string") return `refused: ${selector}`;
  const selection = select(selector, CLUSTER);
  if (selection.kind === "missing") return "missing";
  const keys = selection.resources.map((found) => resourceKey(found)).join(" ");
  return selection.kind === "ambiguous" ? `ambiguous: ${keys}` : keys;
}

const ALL = "kopfexamples.v1.kopf.dev";

describe("a selector", () => {
  it.each<[string, unknown, string]>([
    ["a kind", "KopfExample", ALL],
    ["a plural", "kopfexamples", ALL],
    ["a singular", "kopfexample", ALL],
    ["a short name", "kex", ALL],
    ["a name and a group", "kopfexamples.kopf.dev", ALL],
    ["a name, a version and a group", "kopfexamples.v1.kopf.dev", ALL],
    ["a name and a version", "deployments.v1", "deployments.v1.apps"],
    ["group, version and name", "kopf.dev/v1/kopfexamples", ALL],
    ["group, version and kind", "kopf.dev/v1/KopfExample", ALL],
    ["group and name", "kopf.dev/kopfexamples", ALL],
    ["the core group's version and name", "v1/pods", "pods.v1"],
    ["an object with a plural", { plural: "kopfexamples" }, ALL],
    ["an object with a kind", { kind: "KopfExample" }, ALL],
    ["an object with a singular", { singular: "kopfexample" }, ALL],
    ["an object with a short name", { shortName: "kex" }, ALL],
    [
      "an object with group and version",
      { group: "kopf.dev", version: "v1beta1", plural: "kopfexamples" },
      "kopfexamples.v1beta1.kopf.dev",
    ],
    ["an object with a key that is not given", { group: undefined, kind: "KopfExample" }, ALL],
    ["an object of the core group", { group: "", kind: "Pod" }, "pods.v1"],
    ["a class", KopfExample, ALL],
    ["a class of another version", OldKopfExample, "kopfexamples.v1beta1.kopf.dev"],
  ])("may be %s", (_form, raw, expected) => {
    expect(selected(raw)).toBe(expected);
  });

  it("is named in full, however long it is", () => {
    const raw = {
      group: "infrastructure.cluster.x-k8s.io",
      version: "v1beta1",
      plural: "awsmachinetemplates",
    };
    expect(parseSelector(raw)).toMatchObject({ text: JSON.stringify(raw) });
  });

  it("means the preferred version unless it names one", () => {
    expect(selected("kopfexamples")).toBe("kopfexamples.v1.kopf.dev");
    expect(selected("kopfexamples.v1beta1.kopf.dev")).toBe("kopfexamples.v1beta1.kopf.dev");
  });

  it("means the core group's kind where several groups have the name", () => {
    expect(selected("pods")).toBe("pods.v1");
    expect(selected("pods.metrics.k8s.io")).toBe("pods.v1beta1.metrics.k8s.io");
  });

  it("means none where several groups have the name and none is the core group", () => {
    expect(selected("gadgets")).toBe("ambiguous: gadgets.v1.a.dev gadgets.v1.b.dev");
    expect(selected("gadgets.a.dev")).toBe("gadgets.v1.a.dev");
  });

  it("means none where nobody serves the kind", () => {
    expect(selected("widgets")).toBe("missing");
    expect(selected("kopfexamples.other.dev")).toBe("missing");
  });

  it("does not take a plural for a kind where it says which name it is", () => {
    expect(selected({ kind: "kopfexamples" })).toBe("missing");
    expect(selected({ shortName: "kopfexamples" })).toBe("missing");
    expect(selected({ plural: "kex" })).toBe("missing");
    expect(selected({ singular: "KopfExample" })).toBe("missing");
  });

  it("means every preferred kind but events with EVERYTHING", () => {
    expect(selected(EVERYTHING).split(" ")).toEqual([
      "kopfexamples.v1.kopf.dev",
      "pods.v1",
      "pods.v1beta1.metrics.k8s.io",
      "gadgets.v1.a.dev",
      "gadgets.v1.b.dev",
      "deployments.v1.apps",
    ]);
  });

  it("means every kind of a category but events", () => {
    expect(selected({ category: "all" })).toBe(
      "kopfexamples.v1.kopf.dev pods.v1 deployments.v1.apps",
    );
    expect(selected({ category: "all", group: "" })).toBe("pods.v1");
    expect(selected({ category: "none" })).toBe("missing");
  });

  it("means events where they are named", () => {
    expect(selected("v1/events")).toBe("events.v1");
    expect(selected("events.events.k8s.io")).toBe("events.v1.events.k8s.io");
  });

  class Undecorated {}
  class Heir extends KopfExample {}

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
    ["a number", 5, "5"],
    ["a bigint", 5n, "5n"],
    ["a list", ["kopfexamples"], '["kopfexamples"]'],
    ["another symbol", Symbol("all"), "Symbol(all)"],
    ["an empty string", "", '""'],
    ["white space", "  ", '"  "'],
    ["white space around a name", " kopfexamples ", '" kopfexamples "'],
    ["white space in a name", "kopf examples", '"kopf examples"'],
    ["four parts", "a/b/c/d", '"a/b/c/d"'],
    ["an empty part", "kopf.dev//kopfexamples", '"kopf.dev//kopfexamples"'],
    ["a path of the API", "/apis/kopf.dev", '"/apis/kopf.dev"'],
    ["an empty name", ".kopf.dev", '".kopf.dev"'],
    ["an empty group", "kopfexamples.", '"kopfexamples."'],
    ["an object without a name", { group: "kopf.dev", version: "v1" }, "exactly one of"],
    ["an empty object", {}, "exactly one of"],
    ["an object with two names", { kind: "KopfExample", plural: "kopfexamples" }, "exactly one of"],
    ["an object with an empty name", { kind: "" }, '"kind" is unknown, empty'],
    ["an object with an unknown key", { plurals: "kopfexamples" }, '"plurals" is unknown'],
    ["an object with a number", { kind: 5 }, '"kind" is unknown, empty or no name'],
    ["an object that contains itself", circular(), '"kind"'],
    [
      "a class without @CustomResource",
      Undecorated,
      "Undecorated selects no kind: it has no @CustomResource",
    ],
    ["a class that extends one with @CustomResource", Heir, "Heir selects no kind"],
    ["a function", () => "kopfexamples", "no @CustomResource"],
  ])("must not be %s", (_form, raw, found) => {
    const answer = selected(raw);
    expect(answer).toMatch(/^refused: .*selects no kind/);
    expect(answer).toContain(found);
  });

  it("must not be a class whose @CustomResource says nothing usable", () => {
    const options = JSON.parse('{"group":"kopf.dev","version":1,"kind":"A","plural":"as"}');
    @CustomResource(options)
    class Wrong extends KubernetesResource {}
    expect(selected(Wrong)).toContain("Wrong selects no kind: group, version and plural");
  });
});

function circular(): object {
  const object: Record<string, unknown> = {};
  object["kind"] = object;
  return object;
}
