import { type FieldViolation, invalidValue, required } from "../api/field-violation.js";
import { isRecord, type JsonObject, listAt, recordAt, sameJson, stringAt } from "../json/json.js";
import { checkStructure } from "../schema/structure.js";
import { refuseWrongTypes } from "../schema/value-types.js";
import { checkColumns } from "./columns-check.js";
import { checkLabel } from "./names-check.js";
import { checkScalePaths } from "./scale-check.js";
import { checkSelectable } from "./selectable-check.js";

/** What is wrong with the versions of a definition. */
export function checkVersions(spec: JsonObject): FieldViolation[] {
  const versions = listAt(spec, "versions").filter(isRecord);
  for (const version of versions)
    refuseWrongTypes(schemaOf(version) ?? {}, "spec.versions.schema.openAPIV3Schema");
  const stored = versions.filter((version) => version["storage"] === true).length;
  const names = versions.map((version) => stringAt(version, "name") ?? "");
  const isRepeated = new Set(names).size !== names.length;
  const say = (rule: string): FieldViolation => invalidValue("spec.versions", names, rule);
  return [
    ...(stored === 1 ? [] : [say("must have exactly one version marked as storage version")]),
    ...(isRepeated ? [say("must contain unique version names")] : []),
    ...versions.flatMap(checkVersion),
    ...PARTS.flatMap((part) => checkPart(versions, part)),
  ];
}

function checkVersion(version: JsonObject, index: number): FieldViolation[] {
  const at = `spec.versions[${index}]`;
  return [
    ...checkLabel(stringAt(version, "name") ?? "", `${at}.name`),
    ...checkDeprecation(version, `${at}.deprecationWarning`),
    ...(schemaOf(version) === undefined ? missingSchema(version, at) : []),
  ];
}

function checkDeprecation(version: JsonObject, at: string): FieldViolation[] {
  const warning = stringAt(version, "deprecationWarning");
  if (warning === undefined) return [];
  if (version["deprecated"] !== true)
    return [invalidValue(at, warning, "can only be set for deprecated versions")];
  return warning === "" ? [invalidValue(at, warning, "must not be an empty string")] : [];
}

const schemaOf = (version: JsonObject): JsonObject | undefined =>
  recordAt(recordAt(version, "schema"), "openAPIV3Schema");

function missingSchema(version: JsonObject, at: string): FieldViolation[] {
  const problems = [required(`${at}.schema.openAPIV3Schema`)];
  if (listAt(version, "selectableFields").length > 0) {
    const rule = "may only be set when `version.schema.openAPIV3Schema` is not included";
    problems.push(invalidValue(`${at}.selectableFields`, "", rule));
  }
  return problems;
}

/** A part of a version. If all versions agree in it, messages name it as if it stood in the spec itself. */
interface Part {
  readonly field: string;
  /** Where it stands in a version that differs from another, and in the spec. */
  readonly own: string;
  readonly common: string;
  readonly check: (version: JsonObject, at: string) => FieldViolation[];
}

const PARTS: readonly Part[] = [
  {
    field: "schema",
    own: "schema.openAPIV3Schema",
    common: "spec.validation.openAPIV3Schema",
    check: (version, at) => {
      const schema = schemaOf(version);
      return schema === undefined ? [] : checkStructure(schema, at);
    },
  },
  {
    field: "subresources",
    own: "subresources",
    common: "spec.subresources",
    check: checkScalePaths,
  },
  {
    field: "additionalPrinterColumns",
    own: "additionalPrinterColumns",
    common: "spec.additionalPrinterColumns",
    check: checkColumns,
  },
  {
    field: "selectableFields",
    own: "selectableFields",
    common: "spec.selectableFields",
    check: (version, at) => {
      const schema = schemaOf(version);
      return schema === undefined ? [] : checkSelectable(version, schema, at);
    },
  },
];

function checkPart(versions: readonly JsonObject[], part: Part): FieldViolation[] {
  const [first] = versions;
  if (first === undefined) return [];
  const isCommon = versions.every((version) => sameJson(version[part.field], first[part.field]));
  if (isCommon) return part.check(first, part.common);
  return versions.flatMap((version, index) =>
    part.check(version, `spec.versions[${index}].${part.own}`),
  );
}
