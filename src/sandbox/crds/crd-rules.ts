import type { ApiObject, Draft } from "../api/object.js";
import { copyRecord, type JsonObject, type MutableJson, recordAt, stringAt } from "../json/json.js";
import type { KindRules } from "../kinds/kind.js";
import { storedVersions } from "./crd-changes.js";
import { checkDefinition } from "./crd-checks.js";
import { withCondition } from "./conditions.js";

/** Holds a definition until its objects are gone. */
export const CLEANUP_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

function completedSpec(draft: Draft): MutableJson {
  const spec = copyRecord(recordAt(draft, "spec") ?? {});
  const names = copyRecord(recordAt(spec, "names") ?? {});
  const kind = stringAt(names, "kind") ?? "";
  names["singular"] ??= kind.toLowerCase();
  names["listKind"] ??= kind === "" ? "" : `${kind}List`;
  spec["names"] = names;
  spec["conversion"] ??= { strategy: "None" };
  return spec;
}

const FIRST_STATUS: JsonObject = { conditions: null, acceptedNames: { plural: "", kind: "" } };

function completeDefinition(draft: Draft, old: ApiObject | undefined): void {
  const spec = completedSpec(draft);
  const before = recordAt(old, "status") ?? FIRST_STATUS;
  // A client can set the status of one that is there, not of one that it makes.
  const status = old === undefined ? before : { ...before, ...recordAt(draft, "status") };
  draft["spec"] = spec;
  draft["status"] = { ...status, storedVersions: storedVersions(spec, status, old) };
}

function terminate(draft: Draft, nowMs: number): void {
  // The registry of definitions marks them itself and does not count that as a change.
  draft.metadata["generation"] = Number(draft.metadata["generation"]) - 1;
  draft["status"] = withCondition(recordAt(draft, "status") ?? {}, nowMs, {
    type: "Terminating",
    status: "True",
    reason: "InstanceDeletionInProgress",
    message: "CustomResource deletion is in progress",
  });
}

/** What is particular to the kind CustomResourceDefinition. */
export const DEFINITION_RULES: KindRules = {
  generation: true,
  unconditionalUpdate: false,
  deletionAnswer: "object",
  complete: completeDefinition,
  check: checkDefinition,
  terminate,
};
