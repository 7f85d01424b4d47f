import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NAMESPACES } from "./objects.mjs";

const VERSION = {
  major: "1",
  minor: "36",
  gitVersion: "v1.36.4",
  gitTreeState: "clean",
  goVersion: "go1.26.1",
  platform: "linux/amd64",
};
const ALL_VERBS = [
  "create",
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "update",
  "watch",
];
const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** The kinds that the server has, by group and version. */
const SERVED = {
  v1: [
    { plural: "namespaces", kind: "Namespace", namespaced: false, shortNames: ["ns"] },
    { plural: "events", kind: "Event", namespaced: true, shortNames: ["ev"] },
  ],
  "apiextensions.k8s.io/v1": [
    {
      plural: "customresourcedefinitions",
      kind: "CustomResourceDefinition",
      namespaced: false,
      shortNames: ["crd"],
    },
  ],
  "coordination.k8s.io/v1": [{ plural: "leases", kind: "Lease", namespaced: true }],
  "kopf.dev/v1": [
    {
      plural: "kopfexamples",
      kind: "KopfExample",
      namespaced: true,
      shortNames: ["kex"],
      subresources: ["status"],
    },
  ],
};

const splitVersion = (groupVersion) =>
  groupVersion.includes("/") ? groupVersion.split("/") : ["", groupVersion];
const singular = (kind) => kind.toLowerCase();

function resourceList(groupVersion) {
  const resources = SERVED[groupVersion].flatMap(
    ({ plural, kind, namespaced, shortNames, subresources = [] }) => [
      {
        name: plural,
        singularName: singular(kind),
        namespaced,
        kind,
        verbs: ALL_VERBS,
        ...(shortNames && { shortNames }),
        storageVersionHash: "c2lkZQ==",
      },
      ...subresources.map((name) => ({
        name: `${plural}/${name}`,
        singularName: "",
        namespaced,
        kind,
        verbs: ["get", "patch", "update"],
      })),
    ],
  );
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources };
}

function apiGroup(groupVersion) {
  const [name, version] = splitVersion(groupVersion);
  return {
    name,
    versions: [{ groupVersion, version }],
    preferredVersion: { groupVersion, version },
  };
}

function aggregated(groupVersions) {
  const items = groupVersions.map((groupVersion) => {
    const [name, version] = splitVersion(groupVersion);
    const resources = SERVED[groupVersion].map((it) =>
      aggregatedResource(it, { group: name, version }),
    );
    return {
      metadata: { name, creationTimestamp: null },
      versions: [{ version, resources, freshness: "Current" }],
    };
  });
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items,
  };
}

function aggregatedResource(
  { plural, kind, namespaced, shortNames, subresources = [] },
  { group, version },
) {
  const responseKind = { group, version, kind };
  return {
    resource: plural,
    responseKind,
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular(kind),
    verbs: ALL_VERBS,
    ...(shortNames && { shortNames }),
    ...(subresources.length > 0 && {
      subresources: subresources.map((subresource) => ({
        subresource,
        responseKind,
        verbs: ["get", "patch", "update"],
      })),
    }),
  };
}

function namespace(name) {
  const metadata = {
    name,
    uid: `00000000-0000-4000-8000-${name.padStart(12, "0").replaceAll(/[^0-9a-f]/g, "0")}`,
    resourceVersion: "10",
    creationTimestamp: "2026-10-01T08:00:00Z",
    labels: { "kubernetes.io/metadata.name": name },
  };
  return { metadata, spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } };
}

function namespaces() {
  const names = ["default", ...Array.from({ length: NAMESPACES }, (_, index) => `team-${index}`)];
  return {
    kind: "NamespaceList",
    apiVersion: "v1",
    metadata: { resourceVersion: "1000000" },
    items: names.map(namespace),
  };
}

const condition = (type) => ({
  type,
  status: "True",
  lastTransitionTime: "2026-10-01T08:00:00Z",
  reason: type,
  message: "",
});

function definition() {
  const names = {
    plural: "kopfexamples",
    singular: "kopfexample",
    kind: "KopfExample",
    listKind: "KopfExampleList",
    shortNames: ["kex"],
  };
  const schema = {
    openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  };
  const versions = [
    { name: "v1", served: true, storage: true, schema, subresources: { status: {} } },
  ];
  const metadata = {
    name: "kopfexamples.kopf.dev",
    uid: "00000000-0000-4000-8000-0000000000cd",
    resourceVersion: "20",
    generation: 1,
    creationTimestamp: "2026-10-01T08:00:00Z",
  };
  const status = {
    acceptedNames: names,
    storedVersions: ["v1"],
    conditions: [condition("NamesAccepted"), condition("Established")],
  };
  return {
    metadata,
    spec: {
      group: "kopf.dev",
      names,
      scope: "Namespaced",
      versions,
      conversion: { strategy: "None" },
    },
    status,
  };
}

function definitions() {
  const list = {
    kind: "CustomResourceDefinitionList",
    apiVersion: "apiextensions.k8s.io/v1",
    metadata: { resourceVersion: "1000000" },
  };
  return { ...list, items: [definition()] };
}

function one(kind, apiVersion, object) {
  return { kind, apiVersion, ...object };
}

function documents() {
  const grouped = Object.keys(SERVED).filter((name) => name.includes("/"));
  const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  return [
    ["/version", "-", VERSION],
    ["/api", AGGREGATED, aggregated(["v1"])],
    ["/apis", AGGREGATED, aggregated(grouped)],
    ["/api", "-", { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] }],
    ["/apis", "-", { kind: "APIGroupList", apiVersion: "v1", groups: grouped.map(apiGroup) }],
    ["/api/v1", "-", resourceList("v1")],
    ...grouped.map((name) => [`/apis/${name}`, "-", resourceList(name)]),
    ...grouped.map((name) => [
      `/apis/${splitVersion(name)[0]}`,
      "-",
      { kind: "APIGroup", apiVersion: "v1", ...apiGroup(name) },
    ]),
    ["/api/v1/namespaces", "-", namespaces()],
    ["/api/v1/namespaces/default", "-", one("Namespace", "v1", namespace("default"))],
    [crds, "-", definitions()],
    [
      `${crds}/kopfexamples.kopf.dev`,
      "-",
      one("CustomResourceDefinition", "apiextensions.k8s.io/v1", definition()),
    ],
  ];
}

/** Writes the documents that never change, and the table by which the replay server finds them. */
export function writeDiscovery(folder) {
  mkdirSync(folder, { recursive: true });
  const lines = documents().map(([path, accept, body], index) => {
    const file = `${String(index).padStart(2, "0")}.json`;
    writeFileSync(join(folder, file), `${JSON.stringify(body)}\n`);
    return [
      path,
      accept === "-" ? "-" : "as=APIGroupDiscoveryList",
      accept === "-" ? "application/json" : accept,
      file,
    ].join("\t");
  });
  writeFileSync(join(folder, "routes.tsv"), `${lines.join("\n")}\n`);
  return folder;
}
