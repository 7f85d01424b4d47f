import type { ApiObject, Draft } from "../api/object.js";
import {
  copyRecord,
  isRecord,
  type JsonObject,
  listAt,
  type MutableJson,
  recordAt,
  stringAt,
  stringsAt,
} from "../json/json.js";
import type { KindRules } from "../kinds/kind.js";
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

/** The versions in which objects may be stored: all that ever were the storage version. */
function storedVersions(spec: JsonObject, before: JsonObject): readonly string[] {
  const versions = listAt(spec, "versions").filter(isRecord);
  const current = stringAt(
    versions.find((version) => version["storage"] === true),
    "name",
  );
  const stored = stringsAt(before, "storedVersions");
  return current === undefined || stored.includes(current) ? stored : [...stored, current];
}

const FIRST_STATUS: JsonObject = { conditions: null, acceptedNames: { plural: "", kind: "" } };

function completeDefinition(draft: Draft, old: ApiObject | undefined): void {
  const spec = completedSpec(draft);
  const before = recordAt(old, "status") ?? FIRST_STATUS;
  draft["spec"] = spec;
  draft["status"] = {
    ...before,
    ...recordAt(draft, "status"),
    storedVersions: storedVersions(spec, before),
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
