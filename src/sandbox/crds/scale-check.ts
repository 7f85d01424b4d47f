import { type FieldViolation, invalidValue, required } from "../api/field-violation.js";
import { type JsonObject, recordAt, stringAt } from "../json/json.js";

function checkPath(
  path: string,
  at: string,
  parents: readonly string[],
  where: string,
): FieldViolation[] {
  if (!path.startsWith("."))
    return [invalidValue(at, path, "must be a simple json path starting with .")];
  return parents.some((parent) => path.startsWith(`${parent}.`))
    ? []
    : [invalidValue(at, path, `should be a json path under ${where}`)];
}

/** What is wrong with the scale of a version. */
export function checkScalePaths(version: JsonObject, at: string): FieldViolation[] {
  const scale = recordAt(recordAt(version, "subresources"), "scale");
  if (scale === undefined) return [];
  const check = (field: string, parent: string): FieldViolation[] => {
    const path = stringAt(scale, field) ?? "";
    const place = `${at}.scale.${field}`;
    return path === "" ? [required(place)] : checkPath(path, place, [parent], parent);
  };
  const selector = stringAt(scale, "labelSelectorPath") ?? "";
  const selectorAt = `${at}.scale.labelSelectorPath`;
  return [
    ...check("specReplicasPath", ".spec"),
    ...check("statusReplicasPath", ".status"),
    ...(selector === ""
      ? []
      : checkPath(selector, selectorAt, [".spec", ".status"], "either .spec or .status")),
  ];
}
