/** A kind of the API as discovery describes it. */
export interface Resource {
  /** `""` for the core group. */
  readonly group: string;
  /** `"v1"`. */
  readonly version: string;
  /** `"kopfexamples"`: as in URLs. */
  readonly plural: string;
  /** `"KopfExample"`. */
  readonly kind: string;
  /** `"kopfexample"`. */
  readonly singular: string;
  /** `["kex"]`. */
  readonly shortNames: readonly string[];
  /** `["all"]`. */
  readonly categories: readonly string[];
  /** Whether its objects are in namespaces. */
  readonly namespaced: boolean;
  /** Whether this is the version that the server prefers within the group. */
  readonly preferred: boolean;
  /** `["get", "list", "watch", …]`. */
  readonly verbs: readonly string[];
  /** `["status"]`. */
  readonly subresources: readonly string[];
}

/** `v1` or `group/v1`. */
export function apiVersionOf(resource: Pick<Resource, "group" | "version">): string {
  return resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
}

/** `plural.version.group`: one name for (group, version, plural), also used in messages. */
export function resourceKey(resource: Pick<Resource, "group" | "version" | "plural">): string {
  return `${resource.plural}.${resource.version}${resource.group === "" ? "" : `.${resource.group}`}`;
}

/** What identifies an object's place in the API: a path below it may name a subresource. */
export interface ObjectPath {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

/** The URL path of a collection, of an object or of its subresource. */
export function resourcePath(
  resource: Pick<Resource, "group" | "version" | "plural">,
  at: ObjectPath = {},
): string {
  const root =
    resource.group === ""
      ? `/api/${resource.version}`
      : `/apis/${resource.group}/${resource.version}`;
  const parts = [root];
  if (at.namespace !== undefined) parts.push("namespaces", encodeURIComponent(at.namespace));
  parts.push(resource.plural);
  if (at.name !== undefined) parts.push(encodeURIComponent(at.name));
  if (at.subresource !== undefined) parts.push(at.subresource);
  return parts.join("/");
}
