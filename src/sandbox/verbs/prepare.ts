import { badRequest, invalid } from "../api/failures.js";
import { type FieldViolation, invalidValue } from "../api/field-violation.js";
import type { ApiObject, Draft } from "../api/object.js";
import { valueAt } from "../json/json.js";
import type { ServedResource } from "../kinds/served-resource.js";
import { applyDefaults } from "../schema/default.js";
import { prune } from "../schema/prune.js";
import type { Schema } from "../schema/schema.js";
import { validate } from "../schema/validate.js";
import { checkEmbedded, shapeEmbedded } from "./embedded.js";
import { checkMetadata } from "./metadata-checks.js";
import { shapeMetadata } from "./metadata.js";
import type { WriteOptions } from "./write-options.js";

/** A draft's apiVersion must be that of the request's path. */
export function checkApiVersion(draft: Draft, served: ServedResource): void {
  if (draft.apiVersion === served.apiVersion) return;
  throw badRequest(
    `the API version in the data (${draft.apiVersion}) does not match the expected API version (${served.apiVersion})`,
  );
}

/** Removes fields that do not exist; returns what there is to say about them. */
export function removeUnknown(
  draft: Draft,
  served: ServedResource,
  duplicates: readonly string[],
): string[] {
  const problems = duplicates.map((path) => `duplicate field "${path}"`);
  const report = (path: string): void => void problems.push(`unknown field "${path}"`);
  shapeMetadata(draft, served.kind.kind, report);
  const { schema } = served.version;
  if (schema !== undefined) {
    prune(draft, schema, report);
    shapeEmbedded(draft, schema, report);
  }
  return problems;
}

/** Says, refuses or ignores what was found, as `fieldValidation` asks. */
export function applyFieldValidation(
  problems: readonly string[],
  served: ServedResource,
  options: WriteOptions,
): void {
  if (problems.length === 0 || options.fieldValidation === "Ignore") return;
  if (options.fieldValidation === "Warn") {
    options.warnings.push(...problems);
    return;
  }
  const { kind } = served.kind;
  throw badRequest(
    `${kind} in version "${served.version.name}" cannot be handled as a ${kind}: strict decoding error: ${problems.join(", ")}`,
  );
}

/** Fills in defaults of the schema and of the kind. */
export function complete(draft: Draft, served: ServedResource, old: ApiObject | undefined): void {
  if (served.version.schema !== undefined) applyDefaults(draft, served.version.schema);
  served.kind.rules.complete?.(draft, old);
}

/** Refuses a draft that breaks a rule; `extra` are violations found before. */
export function checkDraft(
  draft: Draft,
  served: ServedResource,
  old: ApiObject | undefined,
  extra: readonly FieldViolation[] = [],
): void {
  const { kind, version } = served;
  const violations = [
    ...extra,
    ...checkMetadata(draft, kind.rules.names ?? "subdomain"),
    ...(kind.rules.check?.(draft, old) ?? []),
  ];
  if (kind.custom && draft.kind !== kind.kind) {
    throw invalid({ ...kind, kind: draft.kind }, nameOf(draft), [
      invalidValue("kind", draft.kind, `must be ${kind.kind}`),
    ]);
  }
  violations.push(...checkContent(draft, served, old));
  if (blocksRules(violations, version.schema)) violations.push(RULES_NOT_CHECKED);
  if (violations.length > 0) throw invalid(kind, nameOf(draft), violations);
}

/** What the schema has against a draft. */
function checkContent(
  draft: Draft,
  served: ServedResource,
  old: ApiObject | undefined,
): FieldViolation[] {
  const { schema } = served.version;
  if (schema === undefined) return [];
  return [
    ...validate(draft, schema, old),
    ...checkEmbedded(draft, schema),
    ...checkScale(draft, served),
  ];
}

/** Violations after which the real server does not evaluate rules any more. */
const BLOCKING: ReadonlySet<string> = new Set([
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueNotSupported",
  "FieldValueTypeInvalid",
]);

const blocksRules = (violations: readonly FieldViolation[], schema: Schema | undefined): boolean =>
  schema?.hasRules === true && violations.some(({ reason }) => BLOCKING.has(reason));

const RULES_NOT_CHECKED = invalidValue(
  "<nil>",
  null,
  "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
);

export function nameOf(draft: Draft): string {
  const { name } = draft.metadata;
  return typeof name === "string" ? name : "";
}

function checkScale(draft: Draft, { version }: ServedResource): FieldViolation[] {
  if (version.scale === undefined) return [];
  const path = `.${version.scale.spec.join(".")}`;
  const replicas = valueAt(draft, version.scale.spec);
  if (typeof replicas === "number" && replicas < 0)
    return [invalidValue(path, replicas, "should be a non-negative integer")];
  const spec = draft[version.scale.spec[0] ?? ""];
  const isPlain = typeof spec === "string" || typeof spec === "number" || typeof spec === "boolean";
  if (!isPlain) return [];
  const detail = `${path} accessor error: ${spec} is of the type ${typeof spec}, expected map[string]interface{}`;
  return [invalidValue(path, 0, detail)];
}
