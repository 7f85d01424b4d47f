import type { Resource } from "../../src/resources/resource.js";

/** The kind of most tests, as discovery describes it. */
export function resource(changes: Partial<Resource> = {}): Resource {
  return {
    group: "kopf.dev",
    version: "v1",
    plural: "kopfexamples",
    kind: "KopfExample",
    singular: "kopfexample",
    shortNames: ["kex"],
    categories: ["all"],
    namespaced: true,
    preferred: true,
    verbs: ["get", "list", "watch", "patch"],
    subresources: [],
    ...changes,
  };
}
