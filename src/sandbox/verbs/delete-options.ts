import { badRequest, invalidOptions } from "../api/failures.js";
import { invalidValue, notSupported } from "../api/field-violation.js";
import {
  goType,
  isList,
  isRecord,
  type JsonObject,
  numberAt,
  recordAt,
  stringAt,
  stringsAt,
} from "../json/json.js";

/** In the order in which the real server lists them. */
const POLICIES = ["Foreground", "Background", "Orphan"] as const;

/** What happens to dependents. */
export type Policy = (typeof POLICIES)[number];

/** What a deletion is asked to do. */
export interface DeleteOptions {
  /** Check and answer, and keep the object. @defaultValue `false` */
  readonly dryRun?: boolean;
  /** What happens to dependents. */
  readonly propagationPolicy?: Policy;
  /** Seconds that the object's own programs have to end. */
  readonly gracePeriodSeconds?: number;
  /** What the object must be for the deletion to happen. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Reads options from the body if there is one, else from the query: never from both. */
export function readDeleteOptions(query: URLSearchParams, body: unknown): DeleteOptions {
  const from = body === undefined ? fromQuery(query) : fromBody(body);
  const propagationPolicy = policyOf(from);
  const gracePeriodSeconds = numberAt(from, "gracePeriodSeconds");
  const preconditions = recordAt(from, "preconditions");
  return {
    dryRun: isDryRun(from),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions: preconditionsOf(preconditions) }),
  };
}

function policyOf(from: JsonObject): Policy | undefined {
  const policy = stringAt(from, "propagationPolicy");
  const orphan = from["orphanDependents"];
  if (policy === undefined) {
    if (typeof orphan !== "boolean") return undefined;
    return orphan ? "Orphan" : "Background";
  }
  if (typeof orphan === "boolean") {
    const detail = "orphanDependents and deletionPropagation cannot be both set";
    throw invalidOptions("DeleteOptions", invalidValue("propagationPolicy", policy, detail));
  }
  const known = POLICIES.find((candidate) => candidate === policy);
  if (known !== undefined) return known;
  throw invalidOptions(
    "DeleteOptions",
    notSupported("propagationPolicy", policy, [...POLICIES, "nil"]),
  );
}

function fromQuery(query: URLSearchParams): JsonObject {
  const policy = query.get("propagationPolicy");
  const grace = query.get("gracePeriodSeconds");
  const orphan = query.get("orphanDependents");
  return {
    dryRun: query.getAll("dryRun"),
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...(grace === null ? {} : { gracePeriodSeconds: integer(grace) }),
    ...(orphan === null ? {} : { orphanDependents: orphan !== "false" && orphan !== "0" }),
  };
}

function integer(text: string): number {
  if (!/^[+-]?\d+$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** What Go's types ask of the fields of a body, and what Go calls these types. */
const FIELDS: readonly (readonly [string, (value: unknown) => boolean, string])[] = [
  ["gracePeriodSeconds", Number.isInteger, "int64"],
  ["orphanDependents", (value) => typeof value === "boolean", "bool"],
  ["propagationPolicy", isText, "v1.DeletionPropagation"],
  ["dryRun", isList, "[]string"],
  ["preconditions", isRecord, "v1.Preconditions"],
];

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function fromBody(body: unknown): JsonObject {
  if (body === null) return {};
  if (!isRecord(body)) {
    const type =
      'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
    throw headless(`json: cannot unmarshal ${goType(body)} into Go value of type ${type}`);
  }
  checkKind(body);
  for (const [field, fits, type] of FIELDS)
    checkField(body[field], fits, `DeleteOptions.${field} of type ${type}`);
  for (const item of isList(body["dryRun"]) ? body["dryRun"] : [])
    checkField(item, isText, "DeleteOptions.dryRun of type string");
  const preconditions = recordAt(body, "preconditions") ?? {};
  checkField(preconditions["uid"], isText, "Preconditions.preconditions.uid of type types.UID");
  checkField(
    preconditions["resourceVersion"],
    isText,
    "Preconditions.preconditions.resourceVersion of type string",
  );
  return body;
}

/** A body that says what it is must be options; one that does not say it is taken for options. */
function checkKind(body: JsonObject): void {
  for (const field of ["kind", "apiVersion"]) {
    const value = body[field] ?? "";
    if (!isText(value))
      throw headless(
        `json: cannot unmarshal ${goType(value)} into Go struct field .${field} of type string`,
      );
  }
  const kind = stringAt(body, "kind") ?? "";
  if (kind === "" || kind === "DeleteOptions") return;
  const version = stringAt(body, "apiVersion") ?? "meta.k8s.io/v1";
  throw badRequest(
    `no kind "${kind}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:111"`,
  );
}

const headless = (problem: string): Error =>
  badRequest(`couldn't get version/kind; json parse error: ${problem}`);

function checkField(value: unknown, fits: (value: unknown) => boolean, place: string): void {
  if (value === undefined || value === null || fits(value)) return;
  const found =
    typeof value === "number" && !Number.isInteger(value) ? `number ${value}` : goType(value);
  throw badRequest(`json: cannot unmarshal ${found} into Go struct field ${place}`);
}

function isDryRun(from: JsonObject): boolean {
  const asked = stringsAt(from, "dryRun");
  if (asked.some((value) => value !== "All"))
    throw invalidOptions("DeleteOptions", notSupported("dryRun", asked, ["All"]));
  return asked.length > 0;
}

function preconditionsOf(json: JsonObject): NonNullable<DeleteOptions["preconditions"]> {
  const uid = stringAt(json, "uid");
  const resourceVersion = stringAt(json, "resourceVersion");
  return {
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}
