import { describe, expect, it } from "@jest/globals";

import { Patch } from "../../../src/resources/patch.js";

/** What a patch says after something was done with it. */
function patched(change: (patch: Patch) => void): unknown {
  const patch = new Patch();
  change(patch);
  return patch.mergePatch();
}

describe("a patch", () => {
  it("is nothing when its stanzas were only looked at", () => {
    expect(patched(({ metadata, spec, status }) => void [metadata.labels, spec, status])).toBe(
      undefined,
    );
  });

  it("does not change what was merged into it", () => {
    const ready = { status: { phase: "Ready", conditions: [{ type: "Ready" }] } };
    const both = patched((patch) => {
      patch.merge(ready);
      patch.status["more"] = true;
      (patch.status["conditions"] as unknown[]).push("another");
      patch.merge({ status: { phase: "Done" } });
    });
    expect(both).toEqual({
      status: { phase: "Done", conditions: [{ type: "Ready" }, "another"], more: true },
    });
    expect(ready).toEqual({ status: { phase: "Ready", conditions: [{ type: "Ready" }] } });
  });

  it("takes constants that are frozen", () => {
    const frozen = Object.freeze({ status: Object.freeze({ phase: "Ready" }) });
    expect(
      patched((patch) => {
        patch.merge(frozen);
        patch.status["more"] = true;
      }),
    ).toEqual({ status: { phase: "Ready", more: true } });
  });

  it("keeps a removal where the stanza is looked at, until something is assigned", () => {
    expect(
      patched((patch) => {
        patch.merge({ metadata: { labels: null }, status: null });
        patch.metadata.annotations["a"] = "b";
        void patch.status;
      }),
    ).toEqual({ metadata: { labels: null, annotations: { a: "b" } }, status: null });
    expect(
      patched((patch) => {
        patch.merge({ status: null });
        patch.status["phase"] = "New";
      }),
    ).toEqual({ status: { phase: "New" } });
  });

  it("keeps a stanza connected that was taken before something was merged", () => {
    expect(
      patched((patch) => {
        const { status } = patch;
        patch.merge({ status: { phase: "Ready" } });
        status["more"] = true;
      }),
    ).toEqual({ status: { phase: "Ready", more: true } });
  });

  it("keeps what says itself how it is written, and a key named __proto__", () => {
    const at = new Date(0);
    const merged = patched((patch) => {
      patch.merge({ status: { at } });
      patch.merge(JSON.parse('{"spec":{"__proto__":{"a":1}}}') as Record<string, unknown>);
      patch.merge(JSON.parse('{"spec":{"__proto__":{"b":2}}}') as Record<string, unknown>);
    });
    expect(JSON.stringify(merged)).toBe(
      '{"status":{"at":"1970-01-01T00:00:00.000Z"},"spec":{"__proto__":{"a":1,"b":2}}}',
    );
    expect(Object.hasOwn(Object.prototype, "b")).toBe(false);
  });
});
