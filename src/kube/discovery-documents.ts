import { isRecord } from "../resources/json.js";
import type { Resource } from "../resources/resource.js";
import { record, records, text, texts } from "./loose-json.js";

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
  if (!isOfKind(document, "APIGroupDiscoveryList")) return undefined;
  return records(document["items"]).flatMap((item) => {
    const group = text(record(item["metadata"])["name"]);
    return records(item["versions"]).map((entry, index): DiscoveredVersion => {
      // The first one is the preferred one.
      const preferred = index === 0;
      const version = text(entry["version"]);
      const resources = records(entry["resources"]).flatMap((resource) =>
        aggregatedResource(resource, { group, version, preferred }),
      );
      return { group, version, preferred, resources, stale: entry["freshness"] === "Stale" };
    });
  });
}

function aggregatedResource(
  entry: Readonly<Record<string, unknown>>,
  at: GroupVersion,
): Resource[] {
  const kind = text(record(entry["responseKind"])["kind"]);
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

/** Versions of the core group, from `/api`; `undefined` if the document is another one. */
export function coreVersions(document: unknown): readonly GroupVersion[] | undefined {
  if (!isOfKind(document, "APIVersions")) return undefined;
  const versions = texts(document["versions"]);
  return versions.map((version, index) => ({ group: "", version, preferred: index === 0 }));
}

/** Versions of all named groups, from `/apis`; `undefined` if the document is another one. */
export function groupVersions(document: unknown): readonly GroupVersion[] | undefined {
  if (!isOfKind(document, "APIGroupList")) return undefined;
  return records(document["groups"]).flatMap((entry) => {
    const preferred = text(record(entry["preferredVersion"])["version"]);
    return records(entry["versions"]).map(({ version }) => ({
      group: text(entry["name"]),
      version: text(version),
      preferred: version === preferred,
    }));
  });
}

/**
 * Resources of one group version, from an `APIResourceList`, where subresources stand as `plural/subresource`; `undefined` if the
 * document is another one.
 */
export function listedResources(
  document: unknown,
  at: GroupVersion,
): readonly Resource[] | undefined {
  if (!isOfKind(document, "APIResourceList")) return undefined;
  const entries = records(document["resources"]);
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

function isOfKind(document: unknown, kind: string): document is Readonly<Record<string, unknown>> {
  return isRecord(document) && document["kind"] === kind;
}
