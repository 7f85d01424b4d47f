import {
  type FieldViolation,
  invalidValue,
  notSupported,
  required,
} from "../api/field-violation.js";
import type { ApiObject, Draft } from "../api/object.js";
import { type JsonObject, recordAt, stringAt, stringsAt } from "../json/json.js";
import { checkConversion } from "./conversion-check.js";
import { checkChange } from "./crd-changes.js";
import { checkLabel, checkMixedLabel } from "./names-check.js";
import { checkVersions } from "./versions-check.js";

/** Groups that are reserved for Kubernetes itself. */
const PROTECTED = /(^|\.)(k8s\.io|kubernetes\.io)$/;
const APPROVAL = "api-approved.kubernetes.io";

/** Everything that is wrong with a CustomResourceDefinition, and with what it makes of the one before. */
export function checkDefinition(draft: Draft, old: ApiObject | undefined): FieldViolation[] {
  const spec = recordAt(draft, "spec") ?? {};
  const names = recordAt(spec, "names") ?? {};
  const group = stringAt(spec, "group") ?? "";
  return [
    ...(old === undefined ? checkName(draft, names, group) : []),
    ...checkNames(group, names),
    ...checkScope(spec),
    ...checkApproval(draft, group),
    ...checkPreservation(spec),
    ...checkVersions(spec),
    ...checkConversion(spec),
    ...(old === undefined ? [] : checkChange(draft, old)),
  ];
}

function checkName(draft: Draft, names: JsonObject, group: string): FieldViolation[] {
  const name = stringAt(draft.metadata, "name") ?? "";
  const isRight = name === "" || name === `${stringAt(names, "plural") ?? ""}.${group}`;
  return isRight
    ? []
    : [invalidValue("metadata.name", name, 'must be spec.names.plural+"."+spec.group')];
}

function checkNames(group: string, names: JsonObject): FieldViolation[] {
  const problems: FieldViolation[] = [];
  if (group === "") problems.push(required("spec.group"));
  else if (!group.includes("."))
    problems.push(invalidValue("spec.group", group, "should be a domain with at least one dot"));
  for (const field of ["plural", "singular", "kind", "listKind"]) {
    const value = stringAt(names, field) ?? "";
    const check = field.toLowerCase().endsWith("kind") ? checkMixedLabel : checkLabel;
    if (value === "") problems.push(required(`spec.names.${field}`));
    else problems.push(...check(value, `spec.names.${field}`));
  }
  for (const field of ["shortNames", "categories"]) {
    for (const [index, name] of stringsAt(names, field).entries())
      problems.push(...checkLabel(name, `spec.names.${field}[${index}]`));
  }
  const kind = stringAt(names, "kind");
  if (kind !== undefined && kind === stringAt(names, "listKind"))
    problems.push(
      invalidValue("spec.names.listKind", kind, "kind and listKind may not be the same"),
    );
  return problems;
}

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

function checkPreservation(spec: JsonObject): FieldViolation[] {
  if (spec["preserveUnknownFields"] !== true) return [];
  const detail =
    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";
  return [invalidValue("spec.preserveUnknownFields", true, detail)];
}
