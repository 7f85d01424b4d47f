import type { ApiObject, Draft } from "../api/object.js";
import { copyRecord, isRecord, listAt, recordAt, stringAt, stringsAt } from "../json/json.js";
import type { KindRules } from "../kinds/kind.js";
import { checkDefinition } from "./crd-checks.js";
import { withCondition } from "./conditions.js";

/** Holds a definition until its objects are gone. */
export const CLEANUP_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

function completeDefinition(draft: Draft, old: ApiObject | undefined): void {
  const spec = copyRecord(recordAt(draft, "spec") ?? {});
  const names = copyRecord(recordAt(spec, "names") ?? {});
  const kind = stringAt(names, "kind") ?? "";
  names["singular"] ??= kind.toLowerCase();
  names["listKind"] ??= kind === "" ? "" : `${kind}List`;
  spec["names"] = names;
  spec["conversion"] ??= { strategy: "None" };
  draft["spec"] = spec;
  const storage = listAt(spec, "versions")
    .filter(isRecord)
    .find((version) => version["storage"] === true);
  const status = recordAt(old, "status") ?? {
    conditions: null,
    acceptedNames: { plural: "", kind: "" },
  };
  const stored = stringsAt(status, "storedVersions");
  const current = stringAt(storage, "name") ?? "";
  draft["status"] = {
    ...status,
    ...recordAt(draft, "status"),
    storedVersions: stored.includes(current) || current === "" ? stored : [...stored, current],
  };
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
  check: (draft) => checkDefinition(draft),
  terminate,
};
