import { badRequest } from "../api/failures.js";
import { type ApiObject, type Draft, draftOf } from "../api/object.js";
import {
  isRecord,
  type JsonObject,
  type MutableJson,
  numberAt,
  recordAt,
  valueAt,
} from "../json/json.js";
import type { ScalePaths } from "../kinds/kind.js";

/** An object as `autoscaling/v1` Scale. */
export function scaleOf(object: ApiObject, paths: ScalePaths): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector =
    paths.selector === undefined ? workloadSelector(object) : valueAt(object, paths.selector);
  const replicas = (path: readonly string[]): number => {
    const found = valueAt(object, path);
    return typeof found === "number" ? found : 0;
  };
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid,
      resourceVersion,
      creationTimestamp,
    },
    spec: { replicas: replicas(paths.spec) },
    status: {
      replicas: replicas(paths.status),
      ...(typeof selector === "string" ? { selector } : {}),
    },
  };
}

/** The selector of a built-in workload as text. */
function workloadSelector(object: ApiObject): string | undefined {
  const labels = recordAt(recordAt(recordAt(object, "spec"), "selector"), "matchLabels");
  return labels === undefined
    ? undefined
    : Object.entries(labels)
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(",");
}

/** The object with the replicas of a Scale. */
export function withScale(current: ApiObject, paths: ScalePaths, scale: unknown): Draft {
  if (!isRecord(scale)) throw badRequest("the body of a scale request must be an object");
  const draft = draftOf(current);
  setAt(draft, paths.spec, numberAt(recordAt(scale, "spec"), "replicas") ?? 0);
  const revision = recordAt(scale, "metadata")?.["resourceVersion"];
  if (typeof revision === "string" && revision !== "") draft.metadata["resourceVersion"] = revision;
  return draft;
}

function setAt(draft: MutableJson, path: readonly string[], value: unknown): void {
  const [first = "", ...rest] = path;
  if (rest.length === 0) {
    draft[first] = value;
    return;
  }
  const inner: MutableJson = { ...recordAt(draft, first) };
  setAt(inner, rest, value);
  draft[first] = inner;
}
