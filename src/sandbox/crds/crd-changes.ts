import { type FieldViolation, immutable, invalidValue } from "../api/field-violation.js";
import type { ApiObject, Draft } from "../api/object.js";
import {
  isRecord,
  type JsonObject,
  listAt,
  recordAt,
  sameJson,
  stringAt,
  stringsAt,
  valueAt,
} from "../json/json.js";
import { hasCondition } from "./conditions.js";

/** Fields that never change, and those that do not once objects may have been made. */
const FIXED = [["group"], ["names", "plural"]];
const FIXED_ONCE_ESTABLISHED = [["scope"], ["names", "kind"]];

/** What a definition must not make of the one before. */
export function checkChange(draft: Draft, old: ApiObject): FieldViolation[] {
  const isEstablished = hasCondition(old["status"], "Established");
  const fixed = isEstablished ? [...FIXED_ONCE_ESTABLISHED, ...FIXED] : FIXED;
  return [
    ...fixed.flatMap((path) => checkFixed(draft, old, path)),
    ...checkStoredVersions(draft, old),
  ];
}

function checkFixed(draft: Draft, old: ApiObject, path: readonly string[]): FieldViolation[] {
  const now = valueAt(draft["spec"], path);
  return now === valueAt(old["spec"], path) ? [] : [immutable(`spec.${path.join(".")}`, now)];
}

/** Versions in which objects may be stored must stay, until a migration takes them out of the status. */
function checkStoredVersions(draft: Draft, old: ApiObject): FieldViolation[] {
  const stored = storedIn(draft["status"]);
  if (isStatusUpdate(draft, old)) return [];
  const versions = listAt(draft["spec"], "versions");
  const names = new Set(versions.map((version) => stringAt(version, "name") ?? ""));
  return [...stored.entries()]
    .filter(([, version]) => !names.has(version))
    .map(([index, version]) =>
      invalidValue(`status.storedVersions[${index}]`, version, mustRemain(version)),
    );
}

const mustRemain = (version: string): string =>
  `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`;

const storedIn = (status: unknown): readonly string[] => stringsAt(status, "storedVersions");

/** Of a status the real server takes any list. */
function isStatusUpdate(draft: Draft, old: ApiObject): boolean {
  return (
    sameJson(draft["spec"], old["spec"]) &&
    !sameJson(storedIn(draft["status"]), storedIn(old["status"]))
  );
}

/** The versions in which objects may be stored: all that ever were the storage version, until somebody takes them out. */
export function storedVersions(
  spec: JsonObject,
  status: unknown,
  old: ApiObject | undefined,
): readonly string[] {
  const versions = listAt(spec, "versions").filter(isRecord);
  const current = stringAt(
    versions.find((version) => version["storage"] === true),
    "name",
  );
  const stored = storedIn(status);
  if (current === undefined || stored.includes(current)) return stored;
  const mayBeLeftOut = stored.length > 0 && sameJson(spec, recordAt(old, "spec"));
  return mayBeLeftOut ? stored : [...stored, current];
}
