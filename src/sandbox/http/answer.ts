import { sortFields } from "../json/json.js";
import { writeYaml } from "../json/yaml.js";

import { type SandboxApiError, type Status } from "../api/status.js";
import type { Representation } from "./media-types.js";
import { CONTENT_TYPES } from "./media-types.js";

/** An answer that is complete: everything but watches. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly warnings?: readonly string[];
}

export function jsonAnswer(status: number, body: string, representation?: Representation): Answer {
  if (representation?.encoding !== "yaml") return { status, body, contentType: CONTENT_TYPES.json };
  const value: unknown = JSON.parse(body);
  return {
    status,
    body: writeYaml(sortFields(value)),
    contentType: CONTENT_TYPES.yaml,
  };
}

export function statusAnswer(status: Status, code = 200): Answer {
  return { status: code, body: JSON.stringify(status), contentType: CONTENT_TYPES.json };
}

export function textAnswer(status: number, body: string): Answer {
  return { status, body, contentType: "text/plain; charset=utf-8" };
}

export const PAGE_NOT_FOUND: Answer = textAnswer(404, "404 page not found\n");

export function failureAnswer(error: SandboxApiError): Answer {
  const retryAfter = error.status.details?.retryAfterSeconds;
  const answer = statusAnswer(error.status, error.statusCode);
  return retryAfter === undefined
    ? answer
    : { ...answer, headers: { "Retry-After": String(retryAfter) } };
}
