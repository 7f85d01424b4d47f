export const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
export const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const QUALIFIED_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const MOST_BYTES = 63;

/** What is wrong with the key of a label, an annotation or a finalizer: `name` or `prefix/name`. */
export function brokenKeyRules(key: string): string[] {
  const parts = key.split("/");
  if (parts.length > 2) {
    return [
      `a valid label key ${QUALIFIED_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) ?? "";
  const prefix = parts.length === 2 ? parts[0] : undefined;
  return [
    ...(prefix === undefined ? [] : brokenPrefixRules(prefix)),
    ...(name === "" ? ["name part must be non-empty"] : []),
    ...(name.length > MOST_BYTES ? [`name part must be no more than ${MOST_BYTES} bytes`] : []),
    ...(QUALIFIED.test(name) ? [] : [`name part ${QUALIFIED_RULE}`]),
  ];
}

function brokenPrefixRules(prefix: string): string[] {
  if (prefix === "") return ["prefix part must be non-empty"];
  return SUBDOMAIN.test(prefix) ? [] : [`prefix part ${SUBDOMAIN_RULE}`];
}

/** What is wrong with the value of a label. */
export function brokenValueRules(value: string): string[] {
  return [
    ...(value.length > MOST_BYTES ? [`must be no more than ${MOST_BYTES} bytes`] : []),
    ...(LABEL_VALUE.test(value) ? [] : [VALUE_RULE]),
  ];
}
