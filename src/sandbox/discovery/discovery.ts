import { createHash } from "node:crypto";

import type { JsonObject } from "../json/json.js";
import type { Catalog } from "../kinds/catalog.js";
import type { Kind, KindVersion } from "../kinds/kind.js";
import type { ServedResource } from "../kinds/served-resource.js";

const VERBS = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
const verbsOf = ({ rules }: Kind): readonly string[] =>
  rules.deletedOneByOne === true ? VERBS.filter((verb) => verb !== "deletecollection") : VERBS;
const SUBRESOURCE_VERBS = ["get", "patch", "update"];

const groupVersion = (group: string, version: string): string =>
  group === "" ? version : `${group}/${version}`;

function storageHash(kind: Kind): string {
  return createHash("sha256")
    .update(`${kind.group}/${kind.storageVersion}/${kind.kind}`)
    .digest()
    .subarray(0, 8)
    .toString("base64");
}

function resourcesOf(catalog: Catalog, group: string, version: string): readonly ServedResource[] {
  return catalog
    .served()
    .filter((served) => served.kind.group === group && served.version.name === version);
}

/** Optional lists are left out when they are empty. */
const listed = (name: string, values: readonly string[]): JsonObject =>
  values.length === 0 ? {} : { [name]: values };

/** Subresources of a kind's version with the kind that they answer. */
function subresources(
  kind: Kind,
  version: KindVersion,
): readonly { readonly name: string; readonly answers: JsonObject }[] {
  // Of built-in kinds, whose subresources answer themselves, nothing but the kind is said.
  const own = {
    group: kind.custom ? kind.group : "",
    version: kind.custom ? version.name : "",
    kind: kind.kind,
  };
  return [
    ...(version.status ? [{ name: "status", answers: own }] : []),
    ...(version.scale === undefined
      ? []
      : [{ name: "scale", answers: { group: "autoscaling", version: "v1", kind: "Scale" } }]),
    ...(kind.rules.aliases ?? []).map((name) => ({ name, answers: own })),
  ];
}

function subresourceRow(kind: Kind, name: string, answers: JsonObject): JsonObject {
  const { group, version } = answers;
  return {
    name: `${kind.plural}/${name}`,
    singularName: "",
    namespaced: kind.namespaced,
    ...(group === "" || group === kind.group ? {} : { group, version }),
    kind: answers["kind"],
    verbs: SUBRESOURCE_VERBS,
  };
}

function resourceRows({ kind, version }: ServedResource): JsonObject[] {
  const row = {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: verbsOf(kind),
    ...listed("shortNames", kind.shortNames),
    ...listed("categories", kind.categories),
    storageVersionHash: storageHash(kind),
  };
  const rows = subresources(kind, version).map(({ name, answers }) =>
    subresourceRow(kind, name, answers),
  );
  return [row, ...rows];
}

/** `/api/v1` and `/apis/<group>/<version>`; nothing if the version is not served. */
export function resourceList(
  catalog: Catalog,
  group: string,
  version: string,
): JsonObject | undefined {
  const served = resourcesOf(catalog, group, version);
  if (served.length === 0) return undefined;
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: groupVersion(group, version),
    resources: served.flatMap(resourceRows),
  };
}

function groupEntry(group: string, versions: readonly string[]): JsonObject {
  const entries = versions.map((version) => ({
    groupVersion: groupVersion(group, version),
    version,
  }));
  return { name: group, versions: entries, preferredVersion: entries[0] };
}

/** `/apis/<group>`; nothing if the group is not served. */
export function groupDocument(catalog: Catalog, group: string): JsonObject | undefined {
  const versions = catalog.groups().get(group);
  return versions === undefined
    ? undefined
    : { kind: "APIGroup", apiVersion: "v1", ...groupEntry(group, versions) };
}

/** `/apis`. */
export function groupList(catalog: Catalog): JsonObject {
  const groups = [...catalog.groups()].filter(([group]) => group !== "");
  return {
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: groups.map(([group, versions]) => groupEntry(group, versions)),
  };
}

/** `/api`. */
export function coreVersions(address: string): JsonObject {
  return {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }],
  };
}

function aggregatedResource({ kind, version }: ServedResource): JsonObject {
  const inner = subresources(kind, version).map(({ name, answers }) => ({
    subresource: name,
    responseKind: answers,
    verbs: SUBRESOURCE_VERBS,
  }));
  return {
    resource: kind.plural,
    responseKind: { group: kind.group, version: version.name, kind: kind.kind },
    scope: kind.namespaced ? "Namespaced" : "Cluster",
    singularResource: kind.singular,
    verbs: verbsOf(kind),
    ...listed("shortNames", kind.shortNames),
    ...listed("categories", kind.categories),
    ...(inner.length === 0 ? {} : { subresources: inner }),
  };
}

/** All resources in one document (`apidiscovery.k8s.io/v2`): of the core group, or of all others. */
export function aggregated(catalog: Catalog, core: boolean): JsonObject {
  const groups = [...catalog.groups()].filter(([group]) => (group === "") === core);
  const items = groups.map(([group, versions]) => ({
    metadata: group === "" ? {} : { name: group },
    versions: versions.map((version) => ({
      version,
      resources: resourcesOf(catalog, group, version).map(aggregatedResource),
      freshness: "Current",
    })),
  }));
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items,
  };
}

export const AGGREGATED_TYPE =
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** `/version`: the release whose behaviour the sandbox follows. */
export const VERSION: JsonObject = {
  major: "1",
  minor: "36",
  emulationMajor: "1",
  emulationMinor: "36",
  minCompatibilityMajor: "1",
  minCompatibilityMinor: "35",
  gitVersion: "v1.36.4+kephale-sandbox",
  gitCommit: "",
  gitTreeState: "",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "",
  compiler: "",
  platform: `${process.platform}/${process.arch}`,
};
