import { type FieldViolation, invalidValue, required } from "../api/field-violation.js";
import { type JsonObject, listAt, stringAt } from "../json/json.js";

const TYPES = ["boolean", "date", "integer", "number", "string"];
const FORMATS = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

function checkType(column: unknown, at: string): FieldViolation[] {
  const type = stringAt(column, "type") ?? "";
  const rule = `must be one of ${TYPES.join(",")}`;
  if (type === "") return [required(`${at}.type`, rule)];
  return TYPES.includes(type) ? [] : [invalidValue(`${at}.type`, type, rule)];
}

function checkFormat(column: unknown, at: string): FieldViolation[] {
  const format = stringAt(column, "format") ?? "";
  if (format === "" || FORMATS.includes(format)) return [];
  return [invalidValue(`${at}.format`, format, `must be one of ${FORMATS.join(",")}`)];
}

/** A path is not read before the column is shown: one that nobody understands makes a column without values. */
function checkPath(column: unknown, at: string): FieldViolation[] {
  const path = stringAt(column, "jsonPath") ?? "";
  if (path === "") return [required(`${at}.JSONPath`)];
  return path.startsWith(".")
    ? []
    : [invalidValue(`${at}.JSONPath`, path, "must be a simple json path starting with .")];
}

function checkColumn(column: unknown, at: string): FieldViolation[] {
  const isNamed = (stringAt(column, "name") ?? "") !== "";
  return [
    ...(isNamed ? [] : [required(`${at}.name`)]),
    ...checkType(column, at),
    ...checkFormat(column, at),
    ...checkPath(column, at),
  ];
}

/** What is wrong with the columns of a version. */
export function checkColumns(version: JsonObject, at: string): FieldViolation[] {
  const columns = listAt(version, "additionalPrinterColumns");
  return columns.flatMap((column, index) => checkColumn(column, `${at}[${index}]`));
}
