import { builtinColumns } from "./builtin-columns.js";
import { builtinRules } from "./builtin-rules.js";
import { eventFromStorage, eventToStorage } from "./event-views.js";
import type { Kind, ScalePaths } from "./kind.js";

/** A line of the table below. */
interface Entry {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly short?: readonly string[];
  readonly cluster?: boolean;
  readonly status?: boolean;
  readonly scale?: boolean;
  readonly all?: boolean;
  readonly selectable?: readonly string[];
}

const core = (plural: string, kind: string, more: Partial<Entry> = {}): Entry => ({
  group: "",
  version: "v1",
  plural,
  kind,
  ...more,
});

const grouped =
  (group: string) =>
  (plural: string, kind: string, more: Partial<Entry> = {}): Entry => ({
    group,
    version: "v1",
    plural,
    kind,
    ...more,
  });

const apps = grouped("apps");
const batch = grouped("batch");
const networking = grouped("networking.k8s.io");
const rbac = grouped("rbac.authorization.k8s.io");
const admission = grouped("admissionregistration.k8s.io");

const EVENT_FIELDS = [
  "kind",
  "namespace",
  "name",
  "uid",
  "apiVersion",
  "resourceVersion",
  "fieldPath",
].map((field) => `involvedObject.${field}`);

const WORKLOAD = { status: true, scale: true, all: true } as const;

const ENTRIES: readonly Entry[] = [
  core("namespaces", "Namespace", {
    short: ["ns"],
    cluster: true,
    status: true,
    selectable: ["status.phase"],
  }),
  core("configmaps", "ConfigMap", { short: ["cm"] }),
  core("secrets", "Secret", { selectable: ["type"] }),
  core("events", "Event", {
    short: ["ev"],
    selectable: [...EVENT_FIELDS, "reason", "reportingComponent", "source", "type"],
  }),
  core("serviceaccounts", "ServiceAccount", { short: ["sa"] }),
  core("nodes", "Node", {
    short: ["no"],
    cluster: true,
    status: true,
    selectable: ["spec.unschedulable"],
  }),
  core("pods", "Pod", {
    short: ["po"],
    status: true,
    all: true,
    selectable: [
      "spec.nodeName",
      "spec.restartPolicy",
      "spec.schedulerName",
      "spec.serviceAccountName",
      "spec.hostNetwork",
      "status.phase",
      "status.podIP",
      "status.nominatedNodeName",
    ],
  }),
  core("services", "Service", {
    short: ["svc"],
    status: true,
    all: true,
    selectable: ["spec.clusterIP", "spec.type"],
  }),
  core("endpoints", "Endpoints", { short: ["ep"] }),
  core("persistentvolumeclaims", "PersistentVolumeClaim", { short: ["pvc"], status: true }),
  core("persistentvolumes", "PersistentVolume", { short: ["pv"], cluster: true, status: true }),
  core("resourcequotas", "ResourceQuota", { short: ["quota"], status: true }),
  core("limitranges", "LimitRange", { short: ["limits"] }),
  apps("deployments", "Deployment", { ...WORKLOAD, short: ["deploy"] }),
  apps("replicasets", "ReplicaSet", { ...WORKLOAD, short: ["rs"] }),
  apps("statefulsets", "StatefulSet", { ...WORKLOAD, short: ["sts"] }),
  apps("daemonsets", "DaemonSet", { short: ["ds"], status: true, all: true }),
  batch("jobs", "Job", { status: true, all: true, selectable: ["status.successful"] }),
  batch("cronjobs", "CronJob", { short: ["cj"], status: true, all: true }),
  networking("ingresses", "Ingress", { short: ["ing"], status: true }),
  networking("ingressclasses", "IngressClass", { cluster: true }),
  networking("networkpolicies", "NetworkPolicy", { short: ["netpol"] }),
  rbac("roles", "Role"),
  rbac("rolebindings", "RoleBinding"),
  rbac("clusterroles", "ClusterRole", { cluster: true }),
  rbac("clusterrolebindings", "ClusterRoleBinding", { cluster: true }),
  admission("mutatingwebhookconfigurations", "MutatingWebhookConfiguration", { cluster: true }),
  admission("validatingwebhookconfigurations", "ValidatingWebhookConfiguration", { cluster: true }),
  grouped("coordination.k8s.io")("leases", "Lease"),
  grouped("discovery.k8s.io")("endpointslices", "EndpointSlice"),
  grouped("policy")("poddisruptionbudgets", "PodDisruptionBudget", {
    short: ["pdb"],
    status: true,
  }),
  grouped("storage.k8s.io")("storageclasses", "StorageClass", { short: ["sc"], cluster: true }),
  grouped("scheduling.k8s.io")("priorityclasses", "PriorityClass", {
    short: ["pc"],
    cluster: true,
  }),
  {
    group: "autoscaling",
    version: "v2",
    plural: "horizontalpodautoscalers",
    kind: "HorizontalPodAutoscaler",
    short: ["hpa"],
    status: true,
    all: true,
  },
  grouped("apiextensions.k8s.io")("customresourcedefinitions", "CustomResourceDefinition", {
    short: ["crd", "crds"],
    cluster: true,
    status: true,
  }),
  grouped("events.k8s.io")("events", "Event", {
    short: ["ev"],
    selectable: [
      ...EVENT_FIELDS.map((field) => field.replace("involvedObject", "regarding")),
      "reason",
      "reportingController",
      "type",
    ],
  }),
];

const SCALE: ScalePaths = { spec: ["spec", "replicas"], status: ["status", "replicas"] };

const EVENTS_GROUP = "events.k8s.io";

const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  customresourcedefinitions: ["api-extensions"],
};

function kindOf(entry: Entry): Kind {
  const { group, plural, kind } = entry;
  const storedAs = {
    group: "",
    plural: "events",
    toStorage: eventToStorage,
    fromStorage: eventFromStorage,
  };
  return {
    group,
    plural,
    kind,
    singular: kind.toLowerCase(),
    listKind: `${kind}List`,
    shortNames: entry.short ?? [],
    categories:
      entry.all === true
        ? ["all"]
        : (CATEGORIES[plural] ?? (admission("", "").group === group ? ["api-extensions"] : [])),
    namespaced: entry.cluster !== true,
    custom: false,
    storageVersion: entry.version,
    versions: [
      {
        name: entry.version,
        served: true,
        status: entry.status === true,
        ...(entry.scale === true ? { scale: SCALE } : {}),
        columns: builtinColumns(group, plural),
        selectable: entry.selectable ?? [],
      },
    ],
    rules: builtinRules(group, plural),
    ...(group === EVENTS_GROUP ? { storedAs } : {}),
  };
}

/** The kinds that every cluster has, as far as operators touch them. */
export const BUILTIN_KINDS: readonly Kind[] = ENTRIES.map(kindOf);
