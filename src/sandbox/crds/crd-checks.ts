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
  const kind = stringAt(names, "kind");
  const isSame = kind !== undefined && kind === stringAt(names, "listKind");
  const rule = "kind and listKind may not be the same";
  return [
    ...checkGroup(group),
    ...["plural", "singular", "kind", "listKind"].flatMap((field) => checkNameAt(names, field)),
    ...["shortNames", "categories"].flatMap((field) =>
      stringsAt(names, field).flatMap((name, index) =>
        checkLabel(name, `spec.names.${field}[${index}]`),
      ),
    ),
    ...(isSame ? [invalidValue("spec.names.listKind", kind, rule)] : []),
  ];
}

function checkGroup(group: string): FieldViolation[] {
  if (group === "") return [required("spec.group")];
  return group.includes(".")
    ? []
    : [invalidValue("spec.group", group, "should be a domain with at least one dot")];
}

function checkNameAt(names: JsonObject, field: string): FieldViolation[] {
  const value = stringAt(names, field) ?? "";
  const at = `spec.names.${field}`;
  if (value === "") return [required(at)];
  return field.toLowerCase().endsWith("kind") ? checkMixedLabel(value, at) : checkLabel(value, at);
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
