import type { Resource } from "../resources/resource.js";
import { isRecord, recordsOf, stringOf, stringsOf } from "./json.js";

type Json = Readonly<Record<string, unknown>>;

/** One version of a group, and where its resources are listed. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
  readonly preferred: boolean;
  readonly path: string;
}

/** The versions of the core group, from the answer to `/api`. */
export function coreVersions(body: unknown): readonly GroupVersion[] {
  const versions = isRecord(body) ? stringsOf(body["versions"]) : [];
  return versions.map((version, index) => ({ group: "", version, preferred: index === 0, path: `/api/${version}` }));
}

/** The versions of all other groups, from the answer to `/apis`. */
export function groupVersions(body: unknown): readonly GroupVersion[] {
  return recordsOf(isRecord(body) ? body["groups"] : undefined).flatMap((entry) => {
    const group = stringOf(entry["name"]);
    const preferred = isRecord(entry["preferredVersion"]) ? stringOf(entry["preferredVersion"]["version"]) : "";
    return recordsOf(entry["versions"]).map((row) => {
      const version = stringOf(row["version"]);
      return { group, version, preferred: version === preferred, path: `/apis/${group}/${version}` };
    });
  });
}

/** The resources of one version, from its `APIResourceList`; subresources are rows of their own there. */
export function classicResources(body: unknown, at: GroupVersion): readonly Resource[] {
  const rows = recordsOf(isRecord(body) ? body["resources"] : undefined);
  const subresources = rows.map((row) => stringOf(row["name"]).split("/", 2)).filter((parts) => parts.length === 2);
  return rows
    .filter((row) => !stringOf(row["name"]).includes("/"))
    .map((row) => resourceOf(row, at, subresources.filter(([plural]) => plural === row["name"]).map((parts) => parts[1] ?? "")));
}

function resourceOf(row: Json, { group, version, preferred }: GroupVersion, subresources: readonly string[]): Resource {
  const kind = stringOf(row["kind"]);
  return {
    group,
    version,
    preferred,
    plural: stringOf(row["name"]),
    kind,
    singular: stringOf(row["singularName"]) || kind.toLowerCase(),
    shortNames: stringsOf(row["shortNames"]),
    categories: stringsOf(row["categories"]),
    namespaced: row["namespaced"] === true,
    verbs: stringsOf(row["verbs"]),
    subresources,
  };
}
