import { draftOf } from "../api/object.js";
import type { Status } from "../api/status.js";
import { isRecord } from "../json/json.js";
import { listJson, objectJson } from "../tables/represent.js";
import { createObject } from "../verbs/create.js";
import { deleteObject } from "../verbs/delete.js";
import { type DeleteOptions, readDeleteOptions } from "../verbs/delete-options.js";
import { listObjects } from "../verbs/list.js";
import { readListOptions, readSelection } from "../verbs/list-options.js";
import { refuseOtherMetadata } from "../verbs/metadata.js";
import { applyFieldValidation } from "../verbs/prepare.js";
import { withScale } from "../verbs/scale.js";
import { updateObject, type UpdateTarget } from "../verbs/update.js";
import { readWriteOptions } from "../verbs/write-options.js";
import { type Answer, jsonAnswer, statusAnswer } from "./answer.js";
import { checkStorable, decodeBody, objectOf } from "./body.js";
import { objectAnswer } from "./read-handlers.js";
import { nameOfCall, type ResourceCall, shapeOf } from "./resource-call.js";

export function createOne(call: ResourceCall): Answer {
  const { served, namespace, info } = call;
  shapeOf(call);
  const options = readWriteOptions(info.query, "CreateOptions");
  const decoded = decodeBody(call.body, call.headers["content-type"], served.kind.kind);
  const json = objectOf(decoded, served.kind.kind);
  refuseOtherMetadata(json, served);
  checkStorable(call.body);
  const object = createObject(call.cluster, { served, namespace }, json, {
    ...options,
    duplicates: decoded.duplicates,
  });
  return { ...objectAnswer(call, object, 201), warnings: options.warnings };
}

export function updateTarget(call: ResourceCall): UpdateTarget {
  const { served, namespace, subresource } = call;
  return {
    served,
    namespace,
    name: nameOfCall(call),
    subresource: subresource === "status" ? "status" : undefined,
  };
}

export function replaceOne(call: ResourceCall): Answer {
  const { served, info } = call;
  shapeOf(call);
  const options = readWriteOptions(info.query, "UpdateOptions");
  const target = updateTarget(call);
  const scale = call.subresource === "scale" ? served.version.scale : undefined;
  const decoded = decodeBody(
    call.body,
    call.headers["content-type"],
    scale === undefined ? served.kind.kind : "Scale",
  );
  const json = objectOf(decoded, scale === undefined ? served.kind.kind : "Scale");
  if (scale === undefined) refuseOtherMetadata(json, served);
  checkStorable(call.body);
  const object = updateObject(
    target,
    {
      next: (current) => (scale === undefined ? draftOf(json) : withScale(current, scale, json)),
      unknown: (problems) => applyFieldValidation(problems, served, options),
      duplicates: decoded.duplicates,
      whole: scale === undefined,
    },
    options,
  );
  return { ...objectAnswer(call, object), warnings: options.warnings };
}

function deleteOptions(call: ResourceCall): DeleteOptions {
  const hasBody = call.body.length > 0;
  const body = hasBody
    ? decodeBody(call.body, call.headers["content-type"], "DeleteOptions").json
    : undefined;
  return readDeleteOptions(call.info.query, body);
}

export function deleteOne(call: ResourceCall): Answer {
  const { served, namespace } = call;
  const shape = shapeOf(call);
  const { answer } = deleteObject(
    call.cluster,
    { served, namespace, name: nameOfCall(call) },
    deleteOptions(call),
  );
  if (isStatus(answer)) return statusAnswer(answer);
  return jsonAnswer(200, objectJson(served, answer, shape), shape.representation);
}

function isStatus(answer: object): answer is Status {
  return (
    isRecord(answer) &&
    answer["kind"] === "Status" &&
    answer["apiVersion"] === "v1" &&
    !("spec" in answer)
  );
}

/** Deletes what is selected, and answers with the list of it as it was before. */
export function deleteMany(call: ResourceCall): Answer {
  const { served, namespace, info } = call;
  const shape = shapeOf(call);
  const options = deleteOptions(call);
  const request = {
    selection: readSelection(info.query, served),
    options: readListOptions(info.query, false),
  };
  const page = listObjects(call.cluster, served, namespace, request);
  for (const { metadata } of page.items) {
    deleteObject(
      call.cluster,
      { served, namespace: metadata.namespace, name: metadata.name },
      options,
    );
  }
  return jsonAnswer(200, listJson(served, page, shape), shape.representation);
}
