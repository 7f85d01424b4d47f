import { notAcceptable } from "../api/failures.js";

/** How an answer is written. */
export interface Representation {
  readonly encoding: "json" | "yaml";
  readonly as: "object" | "table" | "partial";
}

/** One entry of an Accept header. */
export interface AcceptEntry {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export function parseAccept(header: string | undefined): AcceptEntry[] {
  const text = header === undefined || header.trim() === "" ? "application/json" : header;
  return text.split(",").map((entry) => {
    const [type = "", ...parameters] = entry.split(";").map((part) => part.trim());
    const pairs = parameters.map((parameter): [string, string] => {
      const [name = "", value = ""] = parameter.split("=");
      return [name, value];
    });
    return { type: type.toLowerCase(), parameters: new Map(pairs) };
  });
}

const ENCODINGS: Readonly<Record<string, Representation["encoding"]>> = {
  "application/json": "json",
  "application/yaml": "yaml",
  "application/*": "json",
  "*/*": "json",
};

const FORMS: Readonly<Record<string, Representation["as"]>> = {
  Table: "table",
  PartialObjectMetadata: "partial",
  PartialObjectMetadataList: "partial",
};

/** Media types that can be asked for. Protobuf is named as the real server names it, but entries of it are passed over. */
const ACCEPTED = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

function representationOf({ type, parameters }: AcceptEntry): Representation | undefined {
  const encoding = ENCODINGS[type];
  if (encoding === undefined) return undefined;
  const form = parameters.get("as");
  if (form === undefined) return { encoding, as: "object" };
  const as = FORMS[form];
  return as === undefined || parameters.get("v") !== "v1" ? undefined : { encoding, as };
}

/** The first representation in the Accept header that the sandbox can write. */
export function negotiate(header: string | undefined): Representation {
  for (const entry of parseAccept(header)) {
    const representation = representationOf(entry);
    if (representation !== undefined) return representation;
  }
  throw notAcceptable(ACCEPTED);
}

export const CONTENT_TYPES = { json: "application/json", yaml: "application/yaml" } as const;
