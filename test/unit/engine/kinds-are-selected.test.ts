import { describe, expect, it } from "@jest/globals";
import { EVERYTHING, OnEvent, Timer } from "kephale";

import { KindSelection } from "../../../src/engine/watching/kind-selection.js";
import { resourceKey } from "../../../src/resources/resource.js";
import { EngineBench } from "../../support/engine-bench.js";
import { NamingLogger } from "../../support/naming-logger.js";
import { resource } from "../../support/resources.js";

const KEX = resource();
const PODS = resource({
  group: "",
  plural: "pods",
  kind: "Pod",
  singular: "pod",
  shortNames: ["po"],
});

function selectionOf(operator: unknown): {
  readonly selection: KindSelection;
  readonly logger: NamingLogger;
} {
  const logger = new NamingLogger();
  return { selection: new KindSelection(new EngineBench(operator).handlers, logger), logger };
}

describe("the kinds that an operator serves", () => {
  it("are one each, however many handlers and names they have", () => {
    class Many {
      @OnEvent("KopfExample")
      one(): void {}
      @OnEvent("kopfexamples.kopf.dev")
      two(): void {}
      @Timer("kex", { interval: 1 })
      three(): void {}
      @OnEvent("pods")
      four(): void {}
    }
    const { selection, logger } = selectionOf(Many);
    const kinds = selection.resolve([KEX, PODS]);
    expect(
      kinds.map((kind) => [
        resourceKey(kind.resource),
        kind.handlers.map(({ definition }) => definition.id),
      ]),
    ).toEqual([
      ["kopfexamples.v1.kopf.dev", ["one", "two", "three"]],
      ["pods.v1", ["four"]],
    ]);
    expect(logger.lines).toEqual([]);
  });

  it("leave out what is missing, with one warning until that changes", () => {
    class Waiting {
      @OnEvent("widgets")
      one(): void {}
      @OnEvent("pods")
      two(): void {}
    }
    const { selection, logger } = selectionOf(Waiting);
    expect(selection.resolve([PODS])).toHaveLength(1);
    expect(selection.resolve([PODS])).toHaveLength(1);
    expect(selection.hasMissing([PODS])).toBe(true);
    expect(logger.lines).toEqual([
      "warn widgets is no kind of this cluster yet: it is waited for. Is its CRD installed?",
    ]);
    const widgets = resource({ plural: "widgets", kind: "Widget" });
    expect(selection.resolve([PODS, widgets])).toHaveLength(2);
    expect(selection.hasMissing([PODS, widgets])).toBe(false);
    selection.resolve([PODS]);
    expect(logger.lines).toHaveLength(2);
  });

  it("leave out what is ambiguous, with the names that it could have", () => {
    class Ambiguous {
      @OnEvent("gadgets")
      one(): void {}
    }
    const { selection, logger } = selectionOf(Ambiguous);
    const gadgets = ["a.dev", "b.dev"].map((group) =>
      resource({ group, plural: "gadgets", kind: "Gadget" }),
    );
    expect(selection.resolve(gadgets)).toEqual([]);
    expect(logger.lines).toHaveLength(1);
    expect(logger.lines[0]).toContain(
      "warn gadgets could be any of gadgets.v1.a.dev, gadgets.v1.b.dev",
    );
    expect(logger.lines[0]).toContain("AMBIGUOUS_SELECTOR");
  });

  it("leave out what cannot be watched: with a warning where it was meant, without where it was one of many", () => {
    const reviews = resource({ group: "", plural: "reviews", kind: "Review", verbs: ["create"] });
    class Named {
      @OnEvent("reviews")
      one(): void {}
    }
    class All {
      @OnEvent(EVERYTHING)
      one(): void {}
    }
    const named = selectionOf(Named);
    expect(named.selection.resolve([reviews, PODS])).toEqual([]);
    expect(named.logger.lines).toEqual([
      "warn reviews.v1 cannot be listed and watched, and is not served.",
    ]);
    const all = selectionOf(All);
    expect(all.selection.resolve([reviews, PODS]).map((kind) => kind.resource)).toEqual([PODS]);
    expect(all.logger.lines).toEqual([]);
  });

  it("need only those groups that selectors name, or all where one names none", () => {
    class Narrow {
      @OnEvent("kopf.dev/v1/kopfexamples")
      one(): void {}
      @OnEvent("v1/pods")
      two(): void {}
    }
    class Wide extends Narrow {
      @OnEvent("gadgets")
      three(): void {}
    }
    expect(selectionOf(Narrow).selection.groups).toEqual(new Set(["kopf.dev", ""]));
    expect(selectionOf(Wide).selection.groups).toBeUndefined();
  });
});
