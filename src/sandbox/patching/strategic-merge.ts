import { badRequest } from "../api/failures.js";
import {
  copyJson,
  isList,
  isRecord,
  type JsonObject,
  type MutableJson,
  sameJson,
  setField,
} from "../json/json.js";

/** Lists of objects that are merged by a key instead of replaced, by the name of their field. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  addresses: ["type"],
  conditions: ["type"],
  containers: ["name"],
  env: ["name"],
  ephemeralContainers: ["name"],
  hostAliases: ["ip"],
  imagePullSecrets: ["name"],
  initContainers: ["name"],
  ownerReferences: ["uid"],
  podIPs: ["ip"],
  ports: ["containerPort", "port"],
  secrets: ["name"],
  topologySpreadConstraints: ["topologyKey"],
  volumeDevices: ["devicePath"],
  volumeMounts: ["mountPath"],
  volumes: ["name"],
  webhooks: ["name"],
};

/** Lists of plain values that are merged as sets. */
const MERGED_SETS: ReadonlySet<string> = new Set(["finalizers"]);

const DIRECTIVE = "$patch";
const DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";
const ELEMENT_ORDER = "$setElementOrder/";
const RETAIN_KEYS = "$retainKeys";

/** Applies a strategic merge patch, as built-in kinds understand it; the target is not changed. */
export function applyStrategicPatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) throw badRequest("error decoding patch: the patch must be an object");
  return mergeObject(isRecord(target) ? target : {}, patch);
}

function mergeObject(target: JsonObject, patch: JsonObject): JsonObject {
  const directive = patch[DIRECTIVE];
  if (directive === "replace") return withoutDirectives(patch);
  if (directive === "delete") return {};
  const result: MutableJson = retained(target, patch);
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith("$")) continue;
    if (value === null) delete result[name];
    else setField(result, name, mergeField(name, result[name], value, patch));
  }
  for (const [name, values] of Object.entries(patch)) {
    if (name.startsWith(DELETE_PRIMITIVES) && isList(values))
      removePrimitives(result, name.slice(DELETE_PRIMITIVES.length), values);
  }
  return result;
}

function retained(target: JsonObject, patch: JsonObject): MutableJson {
  const kept = patch[RETAIN_KEYS];
  if (!isList(kept)) return { ...target };
  return Object.fromEntries(Object.entries(target).filter(([name]) => kept.includes(name)));
}

function removePrimitives(result: MutableJson, name: string, values: readonly unknown[]): void {
  const list = result[name];
  if (isList(list)) result[name] = list.filter((item) => !values.includes(item));
}

function withoutDirectives(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.startsWith("$"))
      .map(([name, inner]) => [name, copyJson(inner)]),
  );
}

function mergeField(name: string, before: unknown, value: unknown, patch: JsonObject): unknown {
  if (isRecord(value)) return mergeObject(isRecord(before) ? before : {}, value);
  if (!isList(value)) return value;
  const order = patch[`${ELEMENT_ORDER}${name}`];
  if (value.every(isRecord)) {
    const key = keyOf(name, value, before);
    if (key === undefined || value.some((item) => item[DIRECTIVE] === "replace")) {
      return value.filter((item) => item[DIRECTIVE] !== "replace").map(withoutDirectives);
    }
    return inOrder(mergeList(isList(before) ? before : [], value, key), order, key);
  }
  if (!MERGED_SETS.has(name) || !isList(before)) return copyJson(value);
  return [...before, ...value.filter((item) => !before.includes(item))];
}

/** The merge key of a list: of several candidates the one that its items have. */
function keyOf(name: string, value: readonly JsonObject[], before: unknown): string | undefined {
  const items = [...value, ...(isList(before) ? before.filter(isRecord) : [])];
  return MERGE_KEYS[name]?.find((key) => items.some((item) => Object.hasOwn(item, key)));
}

function mergeList(
  before: readonly unknown[],
  patches: readonly JsonObject[],
  key: string,
): unknown[] {
  const result = [...before];
  for (const patch of patches) {
    const index = result.findIndex((item) => isRecord(item) && sameJson(item[key], patch[key]));
    const found = result[index];
    if (patch[DIRECTIVE] === "delete") {
      if (index >= 0) result.splice(index, 1);
    } else if (isRecord(found)) result[index] = mergeObject(found, patch);
    else result.push(withoutDirectives(patch));
  }
  return result;
}

/** Items as the patch orders them; those that it does not name keep their place at the end. */
function inOrder(items: unknown[], order: unknown, key: string): unknown[] {
  if (!isList(order)) return items;
  const rank = (item: unknown): number => {
    const index = order.findIndex(
      (entry) => isRecord(entry) && isRecord(item) && sameJson(entry[key], item[key]),
    );
    return index < 0 ? order.length : index;
  };
  return items.toSorted((left, right) => rank(left) - rank(right));
}
