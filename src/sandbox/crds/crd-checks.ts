import {
  type FieldViolation,
  invalidValue,
  notSupported,
  required,
} from "../api/field-violation.js";
import type { Draft } from "../api/object.js";
import { isRecord, type JsonObject, listAt, recordAt, stringAt, valueAt } from "../json/json.js";
import { checkStructure } from "../schema/structure.js";
import { compileJsonPath, simplePath } from "./json-path.js";

/** Groups that are reserved for Kubernetes itself. */
const PROTECTED = /(^|\.)(k8s\.io|kubernetes\.io)$/;
const APPROVAL = "api-approved.kubernetes.io";
const DNS_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Everything that is wrong with a CustomResourceDefinition. */
export function checkDefinition(draft: Draft): FieldViolation[] {
  const spec = recordAt(draft, "spec") ?? {};
  const names = recordAt(spec, "names") ?? {};
  const plural = stringAt(names, "plural") ?? "";
  const group = stringAt(spec, "group") ?? "";
  const name = stringAt(draft.metadata, "name") ?? "";
  const wrongName = name !== "" && name !== `${plural}.${group}`;
  return [
    ...(wrongName
      ? [invalidValue("metadata.name", name, 'must be spec.names.plural+"."+spec.group')]
      : []),
    ...checkNames(group, names),
    ...checkScope(spec),
    ...checkApproval(draft, group),
    ...checkVersions(spec),
  ];
}

function checkNames(group: string, names: JsonObject): FieldViolation[] {
  const problems: FieldViolation[] = [];
  if (group === "") problems.push(required("spec.group"));
  else if (!group.includes("."))
    problems.push(invalidValue("spec.group", group, "should be a domain with at least one dot"));
  for (const field of ["plural", "singular", "kind", "listKind"]) {
    const value = stringAt(names, field) ?? "";
    const isPlain = DNS_LABEL.test(value.toLowerCase());
    if (value === "") problems.push(required(`spec.names.${field}`));
    else if (!isPlain) problems.push(invalidValue(`spec.names.${field}`, value, LABEL_RULE));
  }
  if (
    stringAt(names, "kind") !== undefined &&
    stringAt(names, "kind") === stringAt(names, "listKind")
  ) {
    problems.push(
      invalidValue(
        "spec.names.listKind",
        stringAt(names, "listKind"),
        "kind and listKind may not be the same",
      ),
    );
  }
  return problems;
}

const LABEL_RULE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

function checkScope(spec: JsonObject): FieldViolation[] {
  const scope = stringAt(spec, "scope") ?? "";
  if (scope === "") return [required("spec.scope")];
  return scope === "Namespaced" || scope === "Cluster"
    ? []
    : [notSupported("spec.scope", scope, ["Cluster", "Namespaced"])];
}

function checkApproval(draft: Draft, group: string): FieldViolation[] {
  if (!PROTECTED.test(group) || recordAt(draft.metadata, "annotations")?.[APPROVAL] !== undefined)
    return [];
  const detail =
    'protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111';
  return [required(`metadata.annotations[${APPROVAL}]`, detail)];
}

function checkVersions(spec: JsonObject): FieldViolation[] {
  const versions = listAt(spec, "versions").filter(isRecord);
  if (versions.length === 0) return [required("spec.versions", "must have at least one version")];
  const stored = versions.filter((version) => version["storage"] === true).length;
  const names = versions.map((version) => stringAt(version, "name") ?? "");
  const repeated = names.some((name, index) => names.indexOf(name) !== index);
  return [
    ...(stored === 1
      ? []
      : [
          invalidValue(
            "spec.versions",
            names,
            "must have exactly one version marked as storage version",
          ),
        ]),
    ...(repeated
      ? [invalidValue("spec.versions", names, "must contain unique version names")]
      : []),
    ...versions.flatMap((version, index) => checkVersion(version, `spec.versions[${index}]`)),
  ];
}

function checkVersion(version: JsonObject, at: string): FieldViolation[] {
  const schema = recordAt(recordAt(version, "schema"), "openAPIV3Schema");
  const selectable = listAt(version, "selectableFields");
  const name = stringAt(version, "name") ?? "";
  const problems: FieldViolation[] = [];
  if (!DNS_LABEL.test(name)) problems.push(invalidValue(`${at}.name`, name, LABEL_RULE));
  if (schema === undefined) {
    problems.push(required(`${at}.schema.openAPIV3Schema`));
    if (selectable.length > 0) {
      problems.push(
        invalidValue(
          `${at}.selectableFields`,
          "",
          "may only be set when `version.schema.openAPIV3Schema` is not included",
        ),
      );
    }
    return problems;
  }
  problems.push(...checkStructure(schema, `${at}.schema.openAPIV3Schema`));
  problems.push(
    ...selectable.flatMap((field, index) =>
      checkSelectable(field, schema, `${at}.selectableFields[${index}].jsonPath`),
    ),
  );
  for (const [index, column] of listAt(version, "additionalPrinterColumns").entries()) {
    const path = stringAt(column, "jsonPath") ?? "";
    if (path === "") problems.push(required(`${at}.additionalPrinterColumns[${index}].jsonPath`));
    else if (compileJsonPath(path) === undefined) {
      problems.push(
        invalidValue(
          `${at}.additionalPrinterColumns[${index}].jsonPath`,
          path,
          "is an invalid path",
        ),
      );
    }
  }
  return problems;
}

const SELECTABLE_TYPES: ReadonlySet<unknown> = new Set(["string", "integer", "boolean"]);

function checkSelectable(field: unknown, schema: JsonObject, at: string): FieldViolation[] {
  const path = stringAt(field, "jsonPath") ?? "";
  const declared = valueAt(
    schema,
    simplePath(path).flatMap((name) => ["properties", name]),
  );
  const fits = isRecord(declared) && SELECTABLE_TYPES.has(declared["type"]);
  return fits
    ? []
    : [invalidValue(at, path, "is an invalid path: does not refer to a valid field")];
}
