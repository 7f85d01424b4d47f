import type { Draft } from "../api/object.js";
import { copyRecord, type JsonObject, type MutableJson, recordAt } from "../json/json.js";

const ROLLING = {
  rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" },
  type: "RollingUpdate",
};

/** What the real server adds to the specification of a workload, as far as controllers look at it. */
const DEFAULTS: Readonly<Record<string, JsonObject>> = {
  Deployment: {
    replicas: 1,
    strategy: ROLLING,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  },
  ReplicaSet: { replicas: 1 },
  StatefulSet: {
    replicas: 1,
    podManagementPolicy: "OrderedReady",
    revisionHistoryLimit: 10,
    updateStrategy: { rollingUpdate: { partition: 0 }, type: "RollingUpdate" },
  },
  DaemonSet: {
    revisionHistoryLimit: 10,
    updateStrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 }, type: "RollingUpdate" },
  },
};

/** Fills in the defaults of a Deployment, ReplicaSet, StatefulSet or DaemonSet. */
export function completeWorkload(draft: Draft): void {
  const spec: MutableJson = copyRecord(recordAt(draft, "spec") ?? {});
  for (const [field, value] of Object.entries(DEFAULTS[draft.kind] ?? {})) spec[field] ??= value;
  draft["spec"] = spec;
  draft["status"] ??= {};
}
