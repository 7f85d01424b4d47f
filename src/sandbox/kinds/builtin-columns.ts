import type { ApiObject } from "../api/object.js";
import { isRecord, listAt, numberAt, recordAt, stringAt, valueAt } from "../json/json.js";
import { AGE_COLUMN, ageOf, fieldColumn, NAME_COLUMN } from "./cells.js";
import type { Column } from "./kind.js";

type Cell = Column["cell"];

const column = (name: string, cell: Cell, priority = 0): Column => ({
  name,
  type: "string",
  cell,
  priority,
});

const count =
  (...fields: readonly string[]): Cell =>
  (object) =>
    fields.reduce((sum, field) => sum + Object.keys(recordAt(object, field) ?? {}).length, 0);

const numberOf = (object: unknown, part: string, field: string): number =>
  numberAt(recordAt(object, part), field) ?? 0;

const status =
  (field: string): Cell =>
  (object) =>
    numberOf(object, "status", field);

const outOf =
  (ready: string, wanted: string): Cell =>
  (object) =>
    `${numberOf(object, "status", ready)}/${numberOf(object, "spec", wanted)}`;

const items = (object: ApiObject, part: string, field: string): readonly unknown[] =>
  listAt(recordAt(object, part), field);

function podReady(object: ApiObject): string {
  const statuses = items(object, "status", "containerStatuses");
  const ready = statuses.filter((container) => valueAt(container, ["ready"]) === true).length;
  return `${ready}/${items(object, "spec", "containers").length}`;
}

const podRestarts: Cell = (object) =>
  items(object, "status", "containerStatuses").reduce<number>(
    (sum, item) => sum + (numberAt(item, "restartCount") ?? 0),
    0,
  );

const podStatus: Cell = (object) =>
  object.metadata.deletionTimestamp === undefined
    ? stringAt(recordAt(object, "status"), "phase")
    : "Terminating";

function servicePorts(object: ApiObject): string {
  const ports = items(object, "spec", "ports").filter(isRecord);
  return ports.length === 0
    ? "<none>"
    : ports
        .map((port) => `${String(port["port"])}/${stringAt(port, "protocol") ?? "TCP"}`)
        .join(",");
}

function eventObject(object: ApiObject): string {
  const about = recordAt(object, "involvedObject") ?? recordAt(object, "regarding");
  return `${(stringAt(about, "kind") ?? "").toLowerCase()}/${stringAt(about, "name") ?? ""}`;
}

const lastSeen: Cell = (object, nowMs) =>
  ageOf(
    object["lastTimestamp"] ??
      object["eventTime"] ??
      object["deprecatedLastTimestamp"] ??
      object.metadata.creationTimestamp,
    nowMs,
  );

const names =
  (part: string, field: string): Cell =>
  (object) =>
    items(object, part, field)
      .map((item) => stringAt(item, "name") ?? "")
      .join(",") || "<none>";

function nodeReady(object: ApiObject): string {
  const ready = items(object, "status", "conditions").find(
    (condition) => stringAt(condition, "type") === "Ready",
  );
  return stringAt(ready, "status") === "True" ? "Ready" : "NotReady";
}

/** The columns between name and age, by plural and group. */
const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  namespaces: [column("Status", (object) => stringAt(recordAt(object, "status"), "phase") ?? "")],
  configmaps: [column("Data", count("data", "binaryData"))],
  secrets: [fieldColumn("Type", "type", "Opaque"), column("Data", count("data"))],
  serviceaccounts: [column("Secrets", (object) => listAt(object, "secrets").length)],
  nodes: [
    column("Status", nodeReady),
    fieldColumn("Version", "status.nodeInfo.kubeletVersion", ""),
  ],
  pods: [column("Ready", podReady), column("Status", podStatus), column("Restarts", podRestarts)],
  services: [
    fieldColumn("Type", "spec.type"),
    fieldColumn("Cluster-IP", "spec.clusterIP"),
    fieldColumn("External-IP", "spec.externalName"),
    column("Port(s)", servicePorts),
  ],
  persistentvolumeclaims: [
    fieldColumn("Status", "status.phase"),
    fieldColumn("Volume", "spec.volumeName", ""),
  ],
  "deployments.apps": [
    column("Ready", outOf("readyReplicas", "replicas")),
    column("Up-to-date", status("updatedReplicas")),
    column("Available", status("availableReplicas")),
  ],
  "replicasets.apps": [
    column("Desired", (object) => numberOf(object, "spec", "replicas")),
    column("Current", status("replicas")),
    column("Ready", status("readyReplicas")),
  ],
  "statefulsets.apps": [column("Ready", outOf("readyReplicas", "replicas"))],
  "daemonsets.apps": [
    column("Desired", status("desiredNumberScheduled")),
    column("Current", status("currentNumberScheduled")),
    column("Ready", status("numberReady")),
  ],
  "jobs.batch": [column("Completions", outOf("succeeded", "completions"))],
  "cronjobs.batch": [
    fieldColumn("Schedule", "spec.schedule"),
    fieldColumn("Suspend", "spec.suspend", false),
    column("Active", (object) => items(object, "status", "active").length),
  ],
  "leases.coordination.k8s.io": [fieldColumn("Holder", "spec.holderIdentity", "")],
  "rolebindings.rbac.authorization.k8s.io": [fieldColumn("Role", "roleRef.name")],
  "clusterrolebindings.rbac.authorization.k8s.io": [fieldColumn("Role", "roleRef.name")],
  "ingresses.networking.k8s.io": [fieldColumn("Class", "spec.ingressClassName")],
  "mutatingwebhookconfigurations.admissionregistration.k8s.io": [
    column("Webhooks", (object) => listAt(object, "webhooks").length),
  ],
  "validatingwebhookconfigurations.admissionregistration.k8s.io": [
    column("Webhooks", (object) => listAt(object, "webhooks").length),
  ],
};

const EVENT_COLUMNS: readonly Column[] = [
  column("Last Seen", lastSeen),
  fieldColumn("Type", "type", ""),
  fieldColumn("Reason", "reason", ""),
  column("Object", eventObject),
  column("Message", (object) => object["message"] ?? object["note"] ?? ""),
  { ...NAME_COLUMN, priority: 1 },
];

const ROLE_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  { name: "Created At", type: "date", cell: (object) => object.metadata.creationTimestamp },
];

const CREATED_AT: ReadonlySet<string> = new Set([
  "roles.rbac.authorization.k8s.io",
  "clusterroles.rbac.authorization.k8s.io",
  "customresourcedefinitions.apiextensions.k8s.io",
]);

/** The table of a built-in kind. */
export function builtinColumns(group: string, plural: string): readonly Column[] {
  const id = group === "" ? plural : `${plural}.${group}`;
  if (plural === "events") return EVENT_COLUMNS;
  if (CREATED_AT.has(id)) return ROLE_COLUMNS;
  return [
    NAME_COLUMN,
    ...(COLUMNS[id] ?? []),
    AGE_COLUMN,
    ...(plural === "deployments" ? [column("Containers", podTemplateNames, 1)] : []),
  ];
}

const podTemplateNames: Cell = (object) =>
  names("spec", "containers")(
    { ...object, spec: valueAt(object, ["spec", "template", "spec"]) },
    0,
  );
