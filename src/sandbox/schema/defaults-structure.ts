import { type FieldViolation, forbiddenField, invalidValue } from "../api/field-violation.js";
import { copyJson, isRecord, type JsonObject, recordAt, sortFields } from "../json/json.js";
import { prune } from "./prune.js";
import { readSchema } from "./schema.js";
import { validate } from "./validate.js";

/** What is wrong with the defaults of a schema that is structural. */
export function checkDefaults(schema: JsonObject, at: string): FieldViolation[] {
  const own = schema["default"] ?? null;
  return [
    ...(own === null ? [] : checkDefault(own, schema, `${at}.default`)),
    ...Object.entries(recordAt(schema, "properties") ?? {}).flatMap(([name, inner]) =>
      isRecord(inner) ? checkDefaults(inner, `${at}.properties[${name}]`) : [],
    ),
    ...["items", "additionalProperties"].flatMap((field) => {
      const inner = recordAt(schema, field);
      return inner === undefined ? [] : checkDefaults(inner, `${at}.${field}`);
    }),
  ];
}

function checkDefault(value: unknown, json: JsonObject, at: string): FieldViolation[] {
  const schema = readSchema(json);
  const pruned = copyJson(value);
  let isPruned = false;
  const notePruned = (): void => {
    isPruned = true;
  };
  prune(pruned, schema, notePruned, schema.embedded);
  if (isPruned) return [invalidValue(at, sortFields(value), "must not have unknown fields")];
  return (
    validate(value, schema)
      // The real server looks for items that stand twice only in objects.
      .filter(({ reason }) => reason !== "FieldValueDuplicate")
      .map(({ reason, field, message }) => ({ reason, field: placeOf(field, at), message }))
  );
}

function placeOf(field: string, at: string): string {
  if (field === "" || field === "<nil>") return field === "" ? at : field;
  return field.startsWith("[") ? at + field : `${at}.${field}`;
}

/** Defaults of the metadata would be those of every kind. */
export function checkMetadataDefaults(schema: JsonObject, at: string): FieldViolation[] {
  const metadata = recordAt(recordAt(schema, "properties"), "metadata");
  return Object.entries(recordAt(metadata, "properties") ?? {})
    .filter(([, inner]) => isRecord(inner) && (inner["default"] ?? null) !== null)
    .map(([name]) =>
      forbiddenField(
        `${at}.properties[metadata].properties[${name}].default`,
        "must not be set in top-level metadata",
      ),
    );
}
