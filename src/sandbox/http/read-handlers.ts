import { notFound } from "../api/failures.js";
import type { ApiObject } from "../api/object.js";
import { listJson, objectJson } from "../tables/represent.js";
import { SCALES } from "../tables/scale-columns.js";
import { awaitRevision, listObjects } from "../verbs/list.js";
import { readListOptions, readSelection } from "../verbs/list-options.js";
import { readScale } from "../verbs/scale.js";
import { type Answer, jsonAnswer } from "./answer.js";
import { nameOfCall, type ResourceCall, shapeOf } from "./resource-call.js";

/** An object as the subresource of the call shows it. */
export function objectAnswer(call: ResourceCall, object: ApiObject, status = 200): Answer {
  const shape = shapeOf(call);
  const { scale } = call.served.version;
  if (call.subresource === "scale" && scale !== undefined) {
    const json = objectJson(SCALES, readScale(object, scale), shape);
    return jsonAnswer(status, json, shape.representation);
  }
  return jsonAnswer(status, objectJson(call.served, object, shape), shape.representation);
}

export async function getOne(call: ResourceCall): Promise<Answer> {
  const { served } = call;
  const name = nameOfCall(call);
  shapeOf(call);
  const { revision } = readListOptions(call.info.query, false);
  await awaitRevision(call.cluster, revision, call.signal);
  const object = served.storage.get(served.key(call.namespace, name));
  if (object === undefined) throw notFound(served.kind, name);
  return objectAnswer(call, served.view(object));
}

export async function listMany(call: ResourceCall): Promise<Answer> {
  const { served, info } = call;
  const shape = shapeOf(call);
  const options = readListOptions(info.query, false);
  const selection = readSelection(info.query, served);
  await awaitRevision(call.cluster, options.revision, call.signal);
  const page = listObjects(call.cluster, served, call.namespace, { selection, options });
  return jsonAnswer(200, listJson(served, page, shape), shape.representation);
}
