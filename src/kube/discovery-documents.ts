import { isRecord } from "../resources/json.js";
import type { Resource } from "../resources/resource.js";

/** A version of a group as the server lists it. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
  readonly preferred: boolean;
}

/** A group version of an aggregated document. */
export interface DiscoveredVersion extends GroupVersion {
  readonly resources: readonly Resource[];
  /** The server could not ask the one that serves it: the resources are old, or none. */
  readonly stale: boolean;
}

/** Group versions of an `APIGroupDiscoveryList`; `undefined` if the document is another one. */
export function aggregatedVersions(document: unknown): readonly DiscoveredVersion[] | undefined {
  if (!isRecord(document) || document["kind"] !== "APIGroupDiscoveryList") return undefined;
  return records(document["items"]).flatMap((item) => {
    const metadata = isRecord(item["metadata"]) ? item["metadata"] : {};
    const group = text(metadata["name"]);
    return records(item["versions"]).map((entry, index): DiscoveredVersion => {
      // The first one is the preferred one.
      const at = { group, version: text(entry["version"]), preferred: index === 0 };
      const resources = records(entry["resources"]).flatMap((resource) =>
        aggregatedResource(resource, at),
      );
      return { ...at, resources, stale: entry["freshness"] === "Stale" };
    });
  });
}

function aggregatedResource(
  entry: Readonly<Record<string, unknown>>,
  at: GroupVersion,
): Resource[] {
  const responseKind = isRecord(entry["responseKind"]) ? entry["responseKind"] : {};
  const kind = text(responseKind["kind"]);
  // Without a kind it is only there to carry subresources.
  if (kind === "") return [];
  return [
    {
      ...at,
      plural: text(entry["resource"]),
      kind,
      singular: text(entry["singularResource"]) || kind.toLowerCase(),
      shortNames: texts(entry["shortNames"]),
      categories: texts(entry["categories"]),
      namespaced: entry["scope"] === "Namespaced",
      verbs: texts(entry["verbs"]),
      subresources: records(entry["subresources"]).map((subresource) =>
        text(subresource["subresource"]),
      ),
    },
  ];
}

/** Versions of the core group, from `/api`. */
export function coreVersions(document: unknown): readonly GroupVersion[] {
  const versions = texts(isRecord(document) ? document["versions"] : undefined);
  return versions.map((version, index) => ({ group: "", version, preferred: index === 0 }));
}

/** Versions of all named groups, from `/apis`. */
export function groupVersions(document: unknown): readonly GroupVersion[] {
  return records(isRecord(document) ? document["groups"] : undefined).flatMap((entry) => {
    const preferred = isRecord(entry["preferredVersion"])
      ? text(entry["preferredVersion"]["version"])
      : "";
    return records(entry["versions"]).map(({ version }) => ({
      group: text(entry["name"]),
      version: text(version),
      preferred: version === preferred,
    }));
  });
}

/** Resources of one group version, from an `APIResourceList`, where subresources stand as `plural/subresource`. */
export function listedResources(document: unknown, at: GroupVersion): readonly Resource[] {
  const entries = records(isRecord(document) ? document["resources"] : undefined);
  const subresources = new Map<string, string[]>();
  for (const entry of entries) {
    const [plural = "", subresource] = text(entry["name"]).split("/", 2);
    if (subresource !== undefined)
      subresources.set(plural, [...(subresources.get(plural) ?? []), subresource]);
  }
  return entries.flatMap((entry) => {
    const plural = text(entry["name"]);
    const kind = text(entry["kind"]);
    if (plural === "" || plural.includes("/") || kind === "") return [];
    return [
      {
        ...at,
        plural,
        kind,
        singular: text(entry["singularName"]) || kind.toLowerCase(),
        shortNames: texts(entry["shortNames"]),
        categories: texts(entry["categories"]),
        namespaced: entry["namespaced"] === true,
        verbs: texts(entry["verbs"]),
        subresources: subresources.get(plural) ?? [],
      },
    ];
  });
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === "string")
    : [];
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((item) => isRecord(item)) : [];
}
