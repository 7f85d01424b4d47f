import type { KubernetesObject } from "../../resources/kubernetes-object.js";
import { OperatorError, messageOf } from "../../support/errors.js";
import { isRecord } from "../json.js";
import type { TransportCounters } from "../transport-counters.js";

/** Parses the JSON of an object, and counts that it did. @throws OperatorError with code `MALFORMED_OBJECT`. */
export function parseObject(text: string, counters: TransportCounters): KubernetesObject {
  counters.parses++;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new OperatorError("MALFORMED_OBJECT", `An object that the server sent is not JSON: ${messageOf(error)}.`, { cause: error });
  }
  if (isRecord(value)) return value;
  throw new OperatorError("MALFORMED_OBJECT", "What the server sent is not an object.");
}
