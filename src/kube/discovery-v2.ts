import type { Resource } from "../resources/resource.js";
import { isRecord, recordsOf, stringOf, stringsOf } from "./json.js";

type Json = Readonly<Record<string, unknown>>;

/** What is asked for: all groups in one answer (aggregated discovery, Kubernetes 1.27 and later), else what there is. */
export const AGGREGATED_ACCEPT =
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList," +
  "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

/** Tells whether a server has answered with aggregated discovery. */
export function isAggregated(body: unknown): body is Json {
  return isRecord(body) && body["kind"] === "APIGroupDiscoveryList";
}

/** One version of a group as aggregated discovery has it. */
interface GroupVersion {
  readonly group: string;
  readonly version: string;
  readonly preferred: boolean;
}

/** The resources of an aggregated answer; group versions whose server does not answer are told by name. */
export function aggregatedResources(body: Json, onStale: (groupVersion: string) => void): readonly Resource[] {
  const found: Resource[] = [];
  for (const item of recordsOf(body["items"])) {
    const group = isRecord(item["metadata"]) ? stringOf(item["metadata"]["name"]) : "";
    recordsOf(item["versions"]).forEach((entry, index) => {
      const version = stringOf(entry["version"]);
      if (entry["freshness"] === "Stale") onStale(group === "" ? version : `${group}/${version}`);
      // They come in the order of preference.
      for (const row of recordsOf(entry["resources"])) found.push(resourceOf(row, { group, version, preferred: index === 0 }));
    });
  }
  return found;
}

function resourceOf(row: Json, at: GroupVersion): Resource {
  return {
    ...at,
    plural: stringOf(row["resource"]),
    kind: isRecord(row["responseKind"]) ? stringOf(row["responseKind"]["kind"]) : "",
    singular: stringOf(row["singularResource"]),
    shortNames: stringsOf(row["shortNames"]),
    categories: stringsOf(row["categories"]),
    namespaced: row["scope"] === "Namespaced",
    verbs: stringsOf(row["verbs"]),
    subresources: recordsOf(row["subresources"]).map((subresource) => stringOf(subresource["subresource"])),
  };
}
