import type { ApiObject } from "../api/object.js";
import { isRecord, type JsonObject, listAt, recordAt, stringAt, stringsAt } from "../json/json.js";
import { AGE_DATE_COLUMN, ageOf, NAME_COLUMN } from "../kinds/cells.js";
import type { Column, Kind, KindVersion, ScalePaths } from "../kinds/kind.js";
import { compareVersions } from "../kinds/version-order.js";
import { hasFormat } from "../schema/formats.js";
import { readSchema } from "../schema/schema.js";
import { compileJsonPath, simplePath } from "./json-path.js";

type Cell = (value: unknown, nowMs: number) => unknown;

const ofType =
  (type: string): Cell =>
  (value) =>
    typeof value === type ? value : null;

/** What is not a time has no age. */
const dateCell: Cell = (value, nowMs) => {
  if (typeof value !== "string") return null;
  return value === "" || hasFormat(value, "date-time") ? ageOf(value, nowMs) : "<invalid>";
};

/** How values are shown, by the type of their column. */
const CELLS: Readonly<Record<string, Cell>> = {
  date: dateCell,
  integer: (value) => (typeof value === "number" ? Math.trunc(value) : null),
  number: ofType("number"),
  boolean: ofType("boolean"),
};

function cellOf(value: unknown, type: string, nowMs: number): unknown {
  if (value === undefined) return null;
  if (value === null) return type === "string" ? "<no value>" : null;
  const cell = CELLS[type];
  if (cell !== undefined) return cell(value, nowMs);
  return typeof value === "string" ? value : JSON.stringify(value);
}

function columnOf(json: JsonObject): Column {
  const path = stringAt(json, "jsonPath") ?? "";
  const type = stringAt(json, "type") ?? "string";
  const read = compileJsonPath(path) ?? (() => undefined);
  return {
    name: stringAt(json, "name") ?? "",
    type,
    format: stringAt(json, "format") ?? "",
    description:
      stringAt(json, "description") ??
      `Custom resource definition column (in JSONPath format): ${path}`,
    priority: typeof json["priority"] === "number" ? json["priority"] : 0,
    cell: (object, nowMs) => cellOf(read(object), type, nowMs),
  };
}

function scaleOf(version: JsonObject): ScalePaths | undefined {
  const scale = recordAt(recordAt(version, "subresources"), "scale");
  if (scale === undefined) return undefined;
  const selector = stringAt(scale, "labelSelectorPath");
  return {
    spec: simplePath(stringAt(scale, "specReplicasPath") ?? ".spec.replicas"),
    status: simplePath(stringAt(scale, "statusReplicasPath") ?? ".status.replicas"),
    ...(selector === undefined || selector === "" ? {} : { selector: simplePath(selector) }),
  };
}

const nameOf = (version: unknown): string => stringAt(version, "name") ?? "";

/** What is said with every answer in a version that is deprecated: its own words, or which newer version to use. */
function deprecationOf(json: JsonObject, spec: JsonObject): string | undefined {
  if (json["deprecated"] !== true) return undefined;
  const own = stringAt(json, "deprecationWarning");
  if (own !== undefined) return own;
  const label = (name: string): string =>
    `${stringAt(spec, "group") ?? ""}/${name} ${stringAt(recordAt(spec, "names"), "kind") ?? ""}`;
  const [better] = listAt(spec, "versions")
    .filter(isRecord)
    .filter((version) => version["served"] === true && version["deprecated"] !== true)
    .map(nameOf)
    .filter((name) => compareVersions(name, nameOf(json)) < 0)
    .toSorted(compareVersions);
  const advice = better === undefined ? "" : `; use ${label(better)}`;
  return `${label(nameOf(json))} is deprecated${advice}`;
}

function versionOf(json: JsonObject, spec: JsonObject): KindVersion {
  const schemaJson = recordAt(recordAt(json, "schema"), "openAPIV3Schema");
  const scale = scaleOf(json);
  const columns = listAt(json, "additionalPrinterColumns").filter(isRecord);
  const warning = deprecationOf(json, spec);
  return {
    name: stringAt(json, "name") ?? "",
    served: json["served"] === true,
    ...(schemaJson === undefined ? {} : { schemaJson, schema: readSchema(schemaJson) }),
    status: recordAt(recordAt(json, "subresources"), "status") !== undefined,
    ...(scale === undefined ? {} : { scale }),
    columns: [NAME_COLUMN, ...(columns.length === 0 ? [AGE_DATE_COLUMN] : columns.map(columnOf))],
    selectable: listAt(json, "selectableFields").map((field) =>
      simplePath(stringAt(field, "jsonPath") ?? "").join("."),
    ),
    ...(warning === undefined ? {} : { warning }),
  };
}

/** The kind that a CustomResourceDefinition describes. The definition was checked. */
export function customKind(definition: ApiObject): Kind {
  const spec = recordAt(definition, "spec") ?? {};
  const names = recordAt(spec, "names") ?? {};
  const group = stringAt(spec, "group") ?? "";
  const kind = stringAt(names, "kind") ?? "";
  const versions = listAt(spec, "versions").filter(isRecord);
  const storage = versions.find((version) => version["storage"] === true);
  return {
    group,
    kind,
    plural: stringAt(names, "plural") ?? "",
    singular: stringAt(names, "singular") ?? kind.toLowerCase(),
    listKind: stringAt(names, "listKind") ?? `${kind}List`,
    shortNames: stringsAt(names, "shortNames"),
    categories: stringsAt(names, "categories"),
    namespaced: stringAt(spec, "scope") === "Namespaced",
    custom: true,
    storageVersion: stringAt(storage, "name") ?? "",
    versions: versions
      .map((version) => versionOf(version, spec))
      .toSorted((left, right) => compareVersions(left.name, right.name)),
    rules: { generation: true, unconditionalUpdate: false, deletionAnswer: "status" },
  };
}
