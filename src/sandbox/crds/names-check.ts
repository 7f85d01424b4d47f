import { type FieldViolation, invalidValue } from "../api/field-violation.js";

const DNS_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const MOST_CHARACTERS = 63;
const RULE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

const rulesBrokenBy = (label: string): string[] => [
  ...(label.length > MOST_CHARACTERS ? [`must be no more than ${MOST_CHARACTERS} characters`] : []),
  ...(DNS_LABEL.test(label) ? [] : [RULE]),
];

/** What is wrong with a name that must be a DNS label. */
export function checkLabel(value: string, at: string): FieldViolation[] {
  return rulesBrokenBy(value).map((rule) => invalidValue(at, value, rule));
}

/** What is wrong with the name of a kind, which may have capitals. */
export function checkMixedLabel(value: string, at: string): FieldViolation[] {
  const rules = rulesBrokenBy(value.toLowerCase());
  return rules.map((rule) =>
    invalidValue(at, value, `may have mixed case, but should otherwise match: ${rule}`),
  );
}
