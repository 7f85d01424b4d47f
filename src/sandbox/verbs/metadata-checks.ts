import { type FieldViolation, invalidValue, required, tooLong } from "../api/field-violation.js";
import { brokenKeyRules, brokenValueRules, SUBDOMAIN, SUBDOMAIN_RULE } from "../api/label-rules.js";
import type { Draft } from "../api/object.js";
import { isRecord, listAt, type JsonObject, recordAt, stringAt, stringsAt } from "../json/json.js";
import type { Kind } from "../kinds/kind.js";

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

const MOST_ANNOTATION_BYTES = 262_144;

/** Everything that is wrong with the metadata of an object whose name must have a certain style. */
export function checkMetadata(
  { metadata }: Pick<Draft, "metadata">,
  names: NameStyle,
): FieldViolation[] {
  return [
    ...checkName(stringAt(metadata, "name") ?? "", names),
    ...checkLabels(recordAt(metadata, "labels") ?? {}),
    ...checkAnnotations(recordAt(metadata, "annotations") ?? {}),
    ...checkOwners(metadata),
    ...checkFinalizers(metadata),
  ];
}

type NameStyle = NonNullable<Kind["rules"]["names"]>;

function checkName(name: string, names: NameStyle): FieldViolation[] {
  if (name === "") return [required("metadata.name", "name or generateName is required")];
  const { most, pattern, rule } = NAME_STYLES[names];
  const problems: FieldViolation[] = [];
  if (name.length > most)
    problems.push(invalidValue("metadata.name", name, `must be no more than ${most} bytes`));
  if (!pattern.test(name)) problems.push(invalidValue("metadata.name", name, rule));
  return problems;
}

const NAME_STYLES = {
  subdomain: { most: 253, pattern: SUBDOMAIN, rule: SUBDOMAIN_RULE },
  label: { most: 63, pattern: LABEL, rule: LABEL_RULE },
  path: { most: 253, pattern: /^(?!\.{1,2}$)[^/%]+$/, rule: "may not contain '/' or '%'" },
} as const;

function checkKey(field: string, key: string): FieldViolation[] {
  return brokenKeyRules(key).map((rule) => invalidValue(field, key, rule));
}

function checkLabels(labels: JsonObject): FieldViolation[] {
  const keys = Object.keys(labels).flatMap((key) => checkKey("metadata.labels", key));
  return [...keys, ...Object.values(labels).flatMap((value) => checkLabelValue(String(value)))];
}

function checkLabelValue(text: string): FieldViolation[] {
  return brokenValueRules(text).map((rule) => invalidValue("metadata.labels", text, rule));
}

function checkAnnotations(annotations: JsonObject): FieldViolation[] {
  let bytes = 0;
  const problems: FieldViolation[] = [];
  for (const [key, value] of Object.entries(annotations)) {
    // Unlike those of labels, keys of annotations may be written in capitals.
    problems.push(...checkKey("metadata.annotations", key.toLowerCase()));
    bytes += Buffer.byteLength(key) + Buffer.byteLength(String(value));
  }
  if (bytes > MOST_ANNOTATION_BYTES)
    problems.push(tooLong("metadata.annotations", MOST_ANNOTATION_BYTES));
  return problems;
}

const OWNER_FIELDS = [
  ["apiVersion", "version must not be empty"],
  ["kind", "must not be empty"],
  ["name", "must not be empty"],
  ["uid", "must not be empty"],
] as const;

function checkOwners(metadata: JsonObject): FieldViolation[] {
  const owners = listAt(metadata, "ownerReferences").filter(isRecord);
  const at = "metadata.ownerReferences";
  const problems = owners.flatMap((owner) => {
    const empty = OWNER_FIELDS.filter(([field]) => (stringAt(owner, field) ?? "") === "");
    return empty.map(([field, rule]) => invalidValue(`${at}.${field}`, "", rule));
  });
  const controllers = owners.filter((owner) => owner["controller"] === true);
  const [first, second] = controllers.map(
    (owner) => `${stringAt(owner, "kind") ?? ""}/${stringAt(owner, "name") ?? ""}`,
  );
  if (second !== undefined) {
    const detail = `Only one reference can have Controller set to true. Found "true" in references for ${first ?? ""} and ${second}`;
    problems.push(invalidValue(at, owners, detail));
  }
  return problems;
}

function checkFinalizers(metadata: JsonObject): FieldViolation[] {
  return stringsAt(metadata, "finalizers").flatMap((finalizer) =>
    checkKey("metadata.finalizers", finalizer),
  );
}

/** Finalizers that Kubernetes itself uses; other ones should name a domain. */
const STANDARD_FINALIZERS: ReadonlySet<string> = new Set([
  "orphan",
  "foregroundDeletion",
  "kubernetes",
]);

/** Removes owner references that stand twice, and returns what a client is warned of. */
export function settleMetadata(draft: Draft): string[] {
  const warnings: string[] = [];
  const owners = listAt(draft.metadata, "ownerReferences");
  const uids = owners.map((owner) => stringAt(owner, "uid") ?? "");
  const repeated = new Set(uids.filter((uid, index) => uid !== "" && uids.indexOf(uid) !== index));
  if (repeated.size > 0) {
    draft.metadata["ownerReferences"] = owners.filter(
      (_, index) => uids.indexOf(uids[index] ?? "") === index,
    );
    warnings.push(
      `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${[...repeated].join(", ")}`,
    );
  }
  for (const finalizer of stringsAt(draft.metadata, "finalizers")) {
    if (finalizer.includes("/") || STANDARD_FINALIZERS.has(finalizer)) continue;
    warnings.push(
      `metadata.finalizers: "${finalizer}": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`,
    );
  }
  return warnings;
}
