/** How API servers tell what an account may not do, whatever decides about it. */
const OF_RESOURCE = /cannot (\S+) resource "([^"]+)" in API group "([^"]*)"/;
const OF_PATH = /cannot (\S+) path "([^"]+)"/;

const REMEDY_START = " Add the rule ";

/**
 * What to do about a 403: the rule to add. `""` if the server says nothing of a right: quotas and admission answer 403 too.
 *
 * @param message - the server's.
 */
export function remedyForForbidden(message: string): string {
  const [, verb = "", resource, group = ""] = OF_RESOURCE.exec(message) ?? [];
  if (resource !== undefined) return remedy(ruleText({ group, resource, verbs: [verb] }));
  const [, action = "", path] = OF_PATH.exec(message) ?? [];
  if (path === undefined) return "";
  return remedy(`{ nonResourceURLs: ["${path}"], verbs: ["${action}"] }`);
}

/** A rule as in a Role. */
export function ruleText(rule: {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}): string {
  const verbs = rule.verbs.map((verb) => `"${verb}"`).join(", ");
  return `{ apiGroups: ["${rule.group}"], resources: ["${rule.resource}"], verbs: [${verbs}] }`;
}

/** The sentence that says so. */
export function remedy(rule: string): string {
  return `${REMEDY_START}${rule} to the operator's role.`;
}

/** The remedy that an error's message ends with: the same for all objects of a kind. `""` if there is none. */
export function remedyIn(message: string): string {
  const start = message.indexOf(REMEDY_START);
  return start < 0 ? "" : message.slice(start);
}
