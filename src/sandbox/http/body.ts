import type { IncomingMessage } from "node:http";

import { badRequest, unsupportedMediaType } from "../api/failures.js";
import { failure } from "../api/status.js";
import { isError } from "../../support/errors.js";
import { duplicateKeys } from "../json/duplicate-keys.js";
import { isRecord, type JsonObject } from "../json/json.js";
import { parseYaml } from "../json/yaml.js";
import { decodeProtobuf } from "../protobuf/decode.js";
import { WireProblem } from "../protobuf/wire.js";

/** The real server's limit of a request's body. */
const MOST_BYTES = 3 * 1024 * 1024;

/** The limit of an object in etcd. */
const MOST_STORED_BYTES = 1.5 * 1024 * 1024;

/** Reads a request's body to its end. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= MOST_BYTES) chunks.push(bytes);
  }
  if (size > MOST_BYTES) {
    throw failure(413, `Request entity too large: limit is ${MOST_BYTES}`, {
      reason: "RequestEntityTooLarge",
    });
  }
  return Buffer.concat(chunks);
}

export function checkStorable(body: Buffer): void {
  if (body.length > MOST_STORED_BYTES) throw failure(500, "etcdserver: request is too large");
}

/** A body that was understood. */
export interface DecodedBody {
  readonly json: unknown;
  /** Paths of fields that stand twice; the last one counts. */
  readonly duplicates: readonly string[];
  readonly text: string;
}

const PROTOBUF = "application/vnd.kubernetes.protobuf";
const BODY_TYPES = ["application/json", "application/yaml", PROTOBUF];

export const mediaType = (header: string | undefined): string =>
  (header ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

/** Where Go says that a character is wrong, by what the parser of JavaScript says. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/after JSON/, "after top-level value"],
  [/^Expected (?:property name|double-quoted)/, "looking for beginning of object key string"],
  [/^Expected ':'/, "after object key"],
  [/^Expected ',' or '}'/, "after object key:value pair"],
  [/^Expected ',' or ']'/, "after array element"],
];

/** Go's words for what is wrong with a JSON text. */
export function jsonProblem(text: string): string {
  const said = parserMessage(text);
  const character = badCharacter(text, said);
  if (character === "") return "unexpected end of JSON input";
  const [, place] = PLACES.find(([form]) => form.test(said)) ?? [];
  return `invalid character '${character}' ${place ?? "looking for beginning of value"}`;
}

function parserMessage(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    return isError(error) ? error.message : "";
  }
}

/** The character at which the parser stopped; of a short text it names the character, of a long one the position. */
function badCharacter(text: string, said: string): string {
  const named = /^Unexpected token '([^]{1,2})'/.exec(said)?.[1];
  const position = /position (\d+)/.exec(said)?.[1];
  return named ?? (position === undefined ? "" : text.charAt(Number(position)));
}

/** The first thirty bytes of a body, as messages show them. */
function excerpt(text: string): string {
  if (text === "") return "<empty>";
  return text.length > 30 ? `${text.slice(0, 30)} ...` : text;
}

function parseJson(text: string, kind: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${jsonProblem(text)} (${excerpt(text)})`,
    );
  }
}

function decodeYaml(text: string, kind: string): DecodedBody {
  const [document] = parseYaml(text, { uniqueKeys: false });
  const problem = document?.errors[0];
  if (document === undefined || problem !== undefined) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): ${problem?.message ?? "no YAML document"} (${excerpt(text)})`,
    );
  }
  const json: unknown = document.toJS();
  return { json, duplicates: [], text: JSON.stringify(json) };
}

function parseProtobuf(body: Buffer): DecodedBody {
  const json = decodeProtobuf(body);
  if (json instanceof WireProblem) {
    const remedy = "the kephale sandbox reads protobuf of few kinds; send application/json";
    throw failure(415, `the protobuf of the request cannot be read: ${json.message}: ${remedy}`, {
      reason: "UnsupportedMediaType",
    });
  }
  return { json, duplicates: [], text: JSON.stringify(json) };
}

/** Decodes an object of a kind from a request's body. */
export function decodeBody(
  body: Buffer,
  contentType: string | undefined,
  kind: string,
): DecodedBody {
  const type = mediaType(contentType);
  const text = body.toString("utf8");
  if (type === "application/yaml") return decodeYaml(text, kind);
  if (type === PROTOBUF) return parseProtobuf(body);
  if (type !== "" && type !== "application/json") throw unsupportedMediaType(BODY_TYPES);
  const json = parseJson(text, kind);
  return { json, duplicates: duplicateKeys(text), text };
}

/** The object of a body; one that says no kind is not recognised. */
export function objectOf(decoded: DecodedBody, kind: string): JsonObject {
  const { json, text } = decoded;
  const lacking = isRecord(json) ? missingEnvelope(json) : "Kind";
  if (!isRecord(json) || lacking !== undefined) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): Object '${lacking ?? "Kind"}' is missing in '${text}' (${excerpt(text)})`,
    );
  }
  return json;
}

function missingEnvelope(json: JsonObject): string | undefined {
  if (typeof json["kind"] !== "string" || json["kind"] === "") return "Kind";
  return typeof json["apiVersion"] !== "string" || json["apiVersion"] === ""
    ? "apiVersion"
    : undefined;
}
