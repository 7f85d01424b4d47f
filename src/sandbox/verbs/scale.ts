import { badRequest, invalidAs } from "../api/failures.js";
import { invalidValue } from "../api/field-violation.js";
import { type ApiObject, type Draft, draftOf } from "../api/object.js";
import { failure } from "../api/status.js";
import { isRecord, type MutableJson, recordAt, stringAt, valueAt } from "../json/json.js";
import type { ScalePaths } from "../kinds/kind.js";

const API_VERSION = "autoscaling/v1";
const KIND = "Scale";

/** An object as `autoscaling/v1` Scale. */
export function scaleOf(object: ApiObject, paths: ScalePaths): ApiObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector =
    paths.selector === undefined ? workloadSelector(object) : valueAt(object, paths.selector);
  const replicas = replicasAt(object, paths.spec) ?? 0;
  return {
    kind: KIND,
    apiVersion: API_VERSION,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid,
      resourceVersion,
      creationTimestamp,
    },
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: replicasAt(object, paths.status) ?? 0,
      ...(typeof selector === "string" ? { selector } : {}),
    },
  };
}

/** The scale that a client asks for: an object without replicas has none. */
export function readScale(object: ApiObject, paths: ScalePaths): ApiObject {
  if (replicasAt(object, paths.spec) !== undefined) return scaleOf(object, paths);
  const problem = `the spec replicas field ".${paths.spec.join(".")}" does not exist`;
  throw failure(500, `Internal error occurred: ${problem}`, { reason: "InternalError" });
}

function replicasAt(object: ApiObject, path: readonly string[]): number | undefined {
  const found = valueAt(object, path);
  return typeof found === "number" ? found : undefined;
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

/** The object with the replicas of a Scale that was sent whole. */
export function withScale(current: ApiObject, paths: ScalePaths, scale: unknown): Draft {
  const problem = problemOf(scale);
  if (problem === undefined) return scaled(current, paths, scale);
  const kind = stringAt(scale, "kind") ?? KIND;
  throw badRequest(`${kind} in version "v1" cannot be handled as a ${KIND}: ${problem}`);
}

/** The object with the replicas of a Scale that a patch made. */
export function withPatchedScale(current: ApiObject, paths: ScalePaths, scale: unknown): Draft {
  const problem = problemOf(scale);
  if (problem === undefined) return scaled(current, paths, scale);
  throw invalidAs("", {}, [invalidValue("patch", JSON.stringify(scale), problem)]);
}

/** Why a value is no Scale, in Go's words. */
function problemOf(scale: unknown): string | undefined {
  const { apiVersion, kind, spec } = isRecord(scale) ? scale : {};
  if (kind !== KIND || apiVersion !== API_VERSION)
    return `no kind "${String(kind)}" is registered for version "${String(apiVersion)}"`;
  if (!isRecord(spec ?? {}))
    return `json: cannot unmarshal ${goType(spec)} into Go struct field Scale.spec of type v1.ScaleSpec`;
  const replicas = recordAt(scale, "spec")?.["replicas"] ?? 0;
  return Number.isInteger(replicas)
    ? undefined
    : `json: cannot unmarshal ${goType(replicas)} into Go struct field ScaleSpec.spec.replicas of type int32`;
}

function goType(value: unknown): string {
  if (typeof value === "number") return `number ${value}`;
  if (typeof value === "boolean") return "bool";
  return Array.isArray(value) ? "array" : typeof value;
}

function scaled(current: ApiObject, paths: ScalePaths, scale: unknown): Draft {
  const metadata = recordAt(scale, "metadata");
  const name = stringAt(metadata, "name") ?? "";
  const namespace = stringAt(metadata, "namespace");
  const own = current.metadata;
  if (name === "") {
    throw badRequest(
      `the name of the object (${own.name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (name !== own.name)
    throw badRequest(
      `the name of the object (${name}) does not match the name on the URL (${own.name})`,
    );
  if (namespace !== undefined && namespace !== own.namespace)
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  const draft = draftOf(current);
  setAt(draft, paths.spec, recordAt(scale, "spec")?.["replicas"] ?? 0);
  const revision = stringAt(metadata, "resourceVersion") ?? "";
  if (revision !== "") draft.metadata["resourceVersion"] = revision;
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
