import { badRequest, invalidAs, unsupportedMediaType } from "../api/failures.js";
import { invalidValue } from "../api/field-violation.js";
import { failure } from "../api/status.js";
import { type ApiObject, type Draft, draftOf } from "../api/object.js";
import { canonicalJson, isRecord, type JsonObject } from "../json/json.js";
import type { ServedResource } from "../kinds/served-resource.js";
import { applyJsonPatch } from "../patching/json-patch.js";
import { applyMergePatch } from "../patching/merge-patch.js";
import { applyStrategicPatch } from "../patching/strategic-merge.js";
import { metadataProblem } from "../verbs/metadata.js";
import { scaleOf, withPatchedScale } from "../verbs/scale.js";
import { updateObject } from "../verbs/update.js";
import { readWriteOptions, refuseForce, type WriteOptions } from "../verbs/write-options.js";
import type { Answer } from "./answer.js";
import { checkStorable, jsonProblem, mediaType } from "./body.js";
import { objectAnswer } from "./read-handlers.js";
import { type ResourceCall, shapeOf } from "./resource-call.js";
import { updateTarget } from "./write-handlers.js";

type Apply = (target: unknown, patch: unknown) => unknown;

const JSON_PATCH = "application/json-patch+json";
const MERGE_PATCH = "application/merge-patch+json";
const STRATEGIC_PATCH = "application/strategic-merge-patch+json";
const APPLY_PATCH = "application/apply-patch+yaml";

/** How each media type is applied; the real server knows one more. */
const APPLIERS: Readonly<Record<string, Apply>> = {
  [JSON_PATCH]: applyJsonPatch,
  [MERGE_PATCH]: applyMergePatch,
  [STRATEGIC_PATCH]: applyStrategicPatch,
};

function applierOf(served: ServedResource, type: string): Apply {
  const apply = Object.hasOwn(APPLIERS, type) ? APPLIERS[type] : undefined;
  if (type === APPLY_PATCH) {
    throw failure(
      415,
      "server-side apply (application/apply-patch+yaml) is not implemented by the kephale sandbox; use a merge patch, a JSON patch or client-side apply",
      { reason: "UnsupportedMediaType" },
    );
  }
  if (apply === undefined || (type === STRATEGIC_PATCH && served.kind.custom)) {
    const strategic = served.kind.custom ? [] : [STRATEGIC_PATCH];
    throw unsupportedMediaType([JSON_PATCH, MERGE_PATCH, ...strategic, APPLY_PATCH]);
  }
  return apply;
}

function readPatch(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`error decoding patch: ${jsonProblem(text)}`);
  }
}

/** With strict validation a patch that makes unknown fields is refused. */
function strictly(problems: readonly string[], patched: unknown, options: WriteOptions): void {
  if (problems.length === 0 || options.fieldValidation === "Ignore") return;
  if (options.fieldValidation === "Warn") {
    options.warnings.push(...problems);
    return;
  }
  throw unusablePatch(patched, `strict decoding error: ${problems.join(", ")}`);
}

function patchedDraft(patched: unknown, { kind }: ServedResource): Draft {
  if (!isRecord(patched)) throw badRequest("the patched document is not an object");
  const problem = kindProblem(patched) ?? metadataProblem(patched, kind);
  if (problem !== undefined) throw unusablePatch(patched, problem);
  return draftOf(patched);
}

function kindProblem(patched: JsonObject): string | undefined {
  const isMissing = (patched["kind"] ?? "") === "";
  return isMissing ? `Object 'Kind' is missing in '${canonicalJson(patched)}'` : undefined;
}

/** The message shows the whole object. */
function unusablePatch(patched: unknown, detail: string): Error {
  return invalidAs("", {}, [invalidValue("patch", canonicalJson(patched), detail)]);
}

export function patchOne(call: ResourceCall): Answer {
  const { served, info } = call;
  shapeOf(call);
  const apply = applierOf(served, mediaType(call.headers["content-type"]));
  refuseForce(info.query);
  const options = readWriteOptions(info.query, "PatchOptions");
  const target = updateTarget(call);
  const patch = readPatch(call.body.toString("utf8"));
  checkStorable(call.body);
  const scale = call.subresource === "scale" ? served.version.scale : undefined;
  let patched: unknown;
  const next = (current: ApiObject): Draft => {
    patched = apply(scale === undefined ? current : scaleOf(current, scale), patch);
    return scale === undefined
      ? patchedDraft(patched, served)
      : withPatchedScale(current, scale, patched);
  };
  const object = updateObject(
    target,
    { next, unknown: (problems) => strictly(problems, patched, options) },
    options,
  );
  return { ...objectAnswer(call, object), warnings: options.warnings };
}
