/** How a field of a message becomes JSON. */
export type FieldType =
  /** A string whose emptiness means that it is not set. */
  | "text"
  /** A string that can be set and empty. */
  | "string"
  | "bytes"
  | "integer"
  | "boolean"
  | "time"
  | "microTime"
  | Message;

/** A field: its JSON name, its type, and whether it may stand several times, or is a map of strings. */
export interface FieldShape {
  readonly name: string;
  readonly type: FieldType;
  readonly many?: "list" | "map";
}

/** The fields of a message by their numbers. */
export type Message = ReadonlyMap<number, FieldShape>;

const message = (fields: Readonly<Record<number, FieldShape>>): Message =>
  new Map(Object.entries(fields).map(([number, shape]) => [Number(number), shape]));

const one = (name: string, type: FieldType = "text"): FieldShape => ({ name, type });
const list = (name: string, type: FieldType = "string"): FieldShape => ({
  name,
  type,
  many: "list",
});
const map = (name: string, type: FieldType = "string"): FieldShape => ({ name, type, many: "map" });

const OWNER = message({
  1: one("kind"),
  3: one("name"),
  4: one("uid"),
  5: one("apiVersion"),
  6: one("controller", "boolean"),
  7: one("blockOwnerDeletion", "boolean"),
});

const METADATA = message({
  1: one("name"),
  2: one("generateName"),
  3: one("namespace"),
  4: one("selfLink"),
  5: one("uid"),
  6: one("resourceVersion"),
  7: one("generation", "integer"),
  8: one("creationTimestamp", "time"),
  9: one("deletionTimestamp", "time"),
  10: one("deletionGracePeriodSeconds", "integer"),
  11: map("labels"),
  12: map("annotations"),
  13: list("ownerReferences", OWNER),
  14: list("finalizers"),
});

const REFERENCE = message({
  1: one("kind"),
  2: one("namespace"),
  3: one("name"),
  4: one("uid"),
  5: one("apiVersion"),
  6: one("resourceVersion"),
  7: one("fieldPath"),
});

const SERIES = message({ 1: one("count", "integer"), 2: one("lastObservedTime", "microTime") });
const SOURCE = message({ 1: one("component"), 2: one("host") });
const metadata = one("metadata", METADATA);

const CORE_EVENT = message({
  1: metadata,
  2: one("involvedObject", REFERENCE),
  3: one("reason"),
  4: one("message"),
  5: one("source", SOURCE),
  6: one("firstTimestamp", "time"),
  7: one("lastTimestamp", "time"),
  8: one("count", "integer"),
  9: one("type"),
  10: one("eventTime", "microTime"),
  11: one("series", SERIES),
  12: one("action"),
  13: one("related", REFERENCE),
  14: one("reportingComponent"),
  15: one("reportingInstance"),
});

const EVENT = message({
  1: metadata,
  2: one("eventTime", "microTime"),
  3: one("series", SERIES),
  4: one("reportingController"),
  5: one("reportingInstance"),
  6: one("action"),
  7: one("reason"),
  8: one("regarding", REFERENCE),
  9: one("related", REFERENCE),
  10: one("note"),
  11: one("type"),
  12: one("deprecatedSource", SOURCE),
  13: one("deprecatedFirstTimestamp", "time"),
  14: one("deprecatedLastTimestamp", "time"),
  15: one("deprecatedCount", "integer"),
});

const LEASE_SPEC = message({
  1: one("holderIdentity", "string"),
  2: one("leaseDurationSeconds", "integer"),
  3: one("acquireTime", "microTime"),
  4: one("renewTime", "microTime"),
  5: one("leaseTransitions", "integer"),
  6: one("strategy", "string"),
  7: one("preferredHolder", "string"),
});

/** The kinds whose protobuf is understood: those that Go clients write without being asked for anything else. */
export const MESSAGES: Readonly<Record<string, Message>> = {
  "v1/Namespace": message({
    1: metadata,
    2: one("spec", message({ 1: list("finalizers") })),
    3: one("status", message({ 1: one("phase") })),
  }),
  "v1/ConfigMap": message({
    1: metadata,
    2: map("data"),
    3: map("binaryData", "bytes"),
    4: one("immutable", "boolean"),
  }),
  "v1/Secret": message({
    1: metadata,
    2: map("data", "bytes"),
    3: one("type"),
    4: map("stringData"),
    5: one("immutable", "boolean"),
  }),
  "v1/ServiceAccount": message({
    1: metadata,
    2: list("secrets", REFERENCE),
    3: list("imagePullSecrets", message({ 1: one("name") })),
    4: one("automountServiceAccountToken", "boolean"),
  }),
  "v1/Event": CORE_EVENT,
  "events.k8s.io/v1/Event": EVENT,
  "coordination.k8s.io/v1/Lease": message({ 1: metadata, 2: one("spec", LEASE_SPEC) }),
  "v1/DeleteOptions": message({
    1: one("gracePeriodSeconds", "integer"),
    2: one("preconditions", message({ 1: one("uid"), 2: one("resourceVersion") })),
    3: one("orphanDependents", "boolean"),
    4: one("propagationPolicy"),
    5: list("dryRun"),
  }),
};
