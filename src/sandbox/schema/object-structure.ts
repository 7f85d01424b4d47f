import {
  type FieldViolation,
  forbiddenField,
  invalidValue,
  required,
} from "../api/field-violation.js";
import { isList, isRecord, type JsonObject, recordAt, stringAt } from "../json/json.js";

const PRESERVE = "x-kubernetes-preserve-unknown-fields";
const EMBEDDED = "x-kubernetes-embedded-resource";

/** Parts of JSON schema that no CRD may have. */
const NOT_SUPPORTED = [
  "$ref",
  "id",
  "definitions",
  "dependencies",
  "patternProperties",
  "additionalItems",
];

/** What is wrong with the form of one schema, without those inside of it. */
export function checkForm(schema: JsonObject, at: string): FieldViolation[] {
  return [
    ...NOT_SUPPORTED.filter((field) => schema[field] !== undefined).map((field) =>
      forbiddenField(`${at}.${field}`, `${field} is not supported`),
    ),
    ...checkUniqueItems(schema, at),
    ...checkItems(schema, at),
    ...checkMixture(schema, at),
    ...(schema[PRESERVE] === false
      ? [invalidValue(`${at}.${PRESERVE}`, false, "must be true or undefined")]
      : []),
    ...(schema[EMBEDDED] === true ? checkEmbedded(schema, at) : []),
  ];
}

function checkUniqueItems(schema: JsonObject, at: string): FieldViolation[] {
  if (schema["uniqueItems"] !== true) return [];
  const rule = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
  return [forbiddenField(`${at}.uniqueItems`, rule)];
}

function checkItems(schema: JsonObject, at: string): FieldViolation[] {
  const items = schema["items"];
  if (isList(items))
    return [forbiddenField(`${at}.items`, "items must be a schema object and not an array")];
  const isMissing = stringAt(schema, "type") === "array" && !isRecord(items);
  return isMissing ? [required(`${at}.items`, "must be specified")] : [];
}

const hasProperties = (schema: JsonObject): boolean =>
  Object.keys(recordAt(schema, "properties") ?? {}).length > 0;

function checkMixture(schema: JsonObject, at: string): FieldViolation[] {
  if (!isRecord(schema["additionalProperties"]) || !hasProperties(schema)) return [];
  const rule = "additionalProperties and properties are mutual exclusive";
  return [forbiddenField(`${at}.additionalProperties`, rule)];
}

function checkEmbedded(schema: JsonObject, at: string): FieldViolation[] {
  const type = stringAt(schema, "type") ?? "";
  const problems: FieldViolation[] = [];
  const mustBeObject = `must be object if ${EMBEDDED} is true`;
  if (type === "") problems.push(required(`${at}.type`, mustBeObject));
  else if (type !== "object") problems.push(invalidValue(`${at}.type`, type, mustBeObject));
  if (isRecord(schema["additionalProperties"])) {
    const rule = `must not be used if ${EMBEDDED} is set`;
    problems.push(forbiddenField(`${at}.additionalProperties`, rule));
  }
  if (schema[PRESERVE] !== true && !hasProperties(schema)) {
    const rule = `must not be empty if ${EMBEDDED} is true without ${PRESERVE}`;
    problems.push(required(`${at}.properties`, rule));
  }
  return [...problems, ...checkTypeFields(schema, at)];
}

/** What is wrong with the whole of an object: only its content may be described. */
export function checkRootForm(schema: JsonObject, at: string): FieldViolation[] {
  return [
    ...(schema["nullable"] === true
      ? [forbiddenField(`${at}.nullable`, "nullable cannot be true at the root")]
      : []),
    ...(isRecord(schema["additionalProperties"])
      ? [forbiddenField(`${at}.additionalProperties`, "must not be used at the root")]
      : []),
    ...checkTypeFields(schema, at),
    ...checkMetadata(schema, `${at}.properties[metadata]`),
  ];
}

function checkTypeFields(schema: JsonObject, at: string): FieldViolation[] {
  const properties = recordAt(schema, "properties") ?? {};
  return ["kind", "apiVersion"].flatMap((field) => {
    const type = stringAt(properties[field], "type") ?? "";
    const isRight = properties[field] === undefined || type === "string";
    return isRight ? [] : [invalidValue(`${at}.properties[${field}].type`, type, "must be string")];
  });
}

/** The metadata of an object is what it is: only names may be restricted. */
function checkMetadata(schema: JsonObject, at: string): FieldViolation[] {
  const metadata = recordAt(recordAt(schema, "properties"), "metadata");
  if (metadata === undefined) return [];
  const type = stringAt(metadata, "type") ?? "";
  if (type !== "object") return [invalidValue(`${at}.type`, type, "must be object")];
  const {
    name: _name,
    generateName: _generateName,
    ...others
  } = recordAt(metadata, "properties") ?? {};
  const restricts =
    Object.keys(others).length > 0 ||
    Object.keys(metadata).some((field) => field !== "type" && field !== "properties");
  if (!restricts) return [];
  const rule =
    "must not specify anything other than name and generateName, but metadata is implicitly specified";
  return [forbiddenField(at, rule)];
}
