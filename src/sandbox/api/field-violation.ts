import type { StatusCause } from "./status.js";

/** The sorts of violations that `details.causes[].reason` can name. */
export type ViolationReason =
  | "FieldValueRequired"
  | "FieldValueInvalid"
  | "FieldValueNotSupported"
  | "FieldValueTypeInvalid"
  | "FieldValueTooLong"
  | "FieldValueTooMany"
  | "FieldValueDuplicate"
  | "FieldValueForbidden";

/** One thing that is wrong with a field of an object. */
export interface FieldViolation {
  readonly reason: ViolationReason;
  readonly field: string;
  readonly message: string;
}

const quoted = (value: unknown): string => JSON.stringify(value) ?? "null";

export function required(field: string, detail = ""): FieldViolation {
  return {
    reason: "FieldValueRequired",
    field,
    message: detail === "" ? "Required value" : `Required value: ${detail}`,
  };
}

export function invalidValue(field: string, value: unknown, detail: string): FieldViolation {
  return {
    reason: "FieldValueInvalid",
    field,
    message: `Invalid value: ${quoted(value)}: ${detail}`,
  };
}

export function typeInvalid(field: string, value: unknown, detail: string): FieldViolation {
  return {
    reason: "FieldValueTypeInvalid",
    field,
    message: `Invalid value: ${quoted(value)}: ${detail}`,
  };
}

export function notSupported(
  field: string,
  value: unknown,
  supported: readonly unknown[],
): FieldViolation {
  const message = `Unsupported value: ${quoted(value)}: supported values: ${supported.map(quoted).join(", ")}`;
  return { reason: "FieldValueNotSupported", field, message };
}

export function tooLong(field: string, bytes: number): FieldViolation {
  return {
    reason: "FieldValueTooLong",
    field,
    message: `Too long: may not be more than ${bytes} bytes`,
  };
}

export function tooMany(field: string, count: number, most: number): FieldViolation {
  return {
    reason: "FieldValueTooMany",
    field,
    message: `Too many: ${count}: must have at most ${most} ${most === 1 ? "item" : "items"}`,
  };
}

export function duplicate(field: string, value: unknown): FieldViolation {
  return { reason: "FieldValueDuplicate", field, message: `Duplicate value: ${quoted(value)}` };
}

export function forbiddenField(field: string, detail: string): FieldViolation {
  return { reason: "FieldValueForbidden", field, message: `Forbidden: ${detail}` };
}

export function immutable(field: string, value: unknown): FieldViolation {
  return invalidValue(field, value, "field is immutable");
}

export function statusCauses(violations: readonly FieldViolation[]): StatusCause[] {
  return violations.map(({ reason, message, field }) => ({ reason, message, field }));
}

/** All violations in one line, each once; more than one in brackets. */
export function summary(violations: readonly FieldViolation[]): string {
  const lines = [...new Set(violations.map(({ field, message }) => `${field}: ${message}`))];
  return lines.length === 1 ? (lines[0] ?? "") : `[${lines.join(", ")}]`;
}
