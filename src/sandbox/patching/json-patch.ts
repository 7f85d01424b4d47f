import { badRequest } from "../api/failures.js";
import { failure } from "../api/status.js";
import {
  copyJson,
  isList,
  isRecord,
  type JsonObject,
  type MutableJson,
  sameJson,
  setField,
  stringAt,
} from "../json/json.js";

const MOST_OPERATIONS = 10_000;
const OPERATIONS: ReadonlySet<string> = new Set([
  "add",
  "remove",
  "replace",
  "move",
  "copy",
  "test",
]);

/** A patch that does not fit the object; the real server does not say more. */
const misfit = (): Error =>
  failure(422, "the server rejected our request due to an error in our request", {
    reason: "Invalid",
    details: {},
  });

/** Checks the form of a JSON patch (RFC 6902). */
function readOperations(patch: unknown): readonly JsonObject[] {
  if (!isList(patch)) {
    const type = isRecord(patch) ? "object" : typeof patch;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${type} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (patch.length > MOST_OPERATIONS) {
    throw failure(
      413,
      `The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${patch.length}`,
      { reason: "RequestEntityTooLarge" },
    );
  }
  return patch.map((operation) => {
    if (!isRecord(operation))
      throw badRequest(
        "error decoding patch: json: cannot unmarshal into Go value of type handlers.jsonPatchOp",
      );
    const name = stringAt(operation, "op") ?? "";
    if (!OPERATIONS.has(name))
      throw badRequest(`invalid operation ${JSON.stringify(operation)}: unsupported operation`);
    return operation;
  });
}

function pointer(operation: JsonObject, field: "path" | "from"): string[] {
  const text = stringAt(operation, field);
  if (text === undefined || (text !== "" && !text.startsWith("/"))) throw misfit();
  return text
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A place in a document, which may not be there yet. */
interface Slot {
  readonly parent: MutableJson | unknown[];
  readonly key: string;
}

function isOpen(value: unknown): value is MutableJson | unknown[] {
  return isList(value) || isRecord(value);
}

function position(list: readonly unknown[], key: string, most: number): number {
  const index = key === "-" ? list.length : Number(key);
  if (!/^(-|0|[1-9]\d*)$/.test(key) || index > most) throw misfit();
  return index;
}

function child(value: unknown, key: string): unknown {
  if (isList(value)) return value[position(value, key, value.length - 1)];
  if (isRecord(value) && Object.hasOwn(value, key)) return value[key];
  throw misfit();
}

/** A document on which operations are carried out one after the other. */
class PatchedDocument {
  #root: unknown;

  constructor(root: unknown) {
    this.#root = copyJson(root);
  }

  get root(): unknown {
    return this.#root;
  }

  apply(operation: JsonObject): void {
    const path = pointer(operation, "path");
    const name = stringAt(operation, "op");
    if (name === "add") this.#add(path, copyJson(this.#valueOf(operation)));
    else if (name === "replace") this.#replace(path, copyJson(this.#valueOf(operation)));
    else if (name === "remove") this.#remove(path);
    else if (name === "copy") this.#add(path, copyJson(this.#read(pointer(operation, "from"))));
    else if (name === "move") this.#move(pointer(operation, "from"), path);
    else if (!sameJson(this.#read(path), this.#valueOf(operation))) throw misfit();
  }

  #move(from: readonly string[], path: readonly string[]): void {
    const moved = this.#read(from);
    this.#remove(from);
    this.#add(path, moved);
  }

  #valueOf(operation: JsonObject): unknown {
    if (!Object.hasOwn(operation, "value")) throw misfit();
    return operation["value"];
  }

  #read(path: readonly string[]): unknown {
    return path.reduce(child, this.#root);
  }

  #slot(path: readonly string[]): Slot {
    const parent = this.#read(path.slice(0, -1));
    if (!isOpen(parent)) throw misfit();
    return { parent, key: path.at(-1) ?? "" };
  }

  #add(path: readonly string[], value: unknown): void {
    if (path.length === 0) {
      this.#root = value;
      return;
    }
    const { parent, key } = this.#slot(path);
    if (Array.isArray(parent)) parent.splice(position(parent, key, parent.length), 0, value);
    else setField(parent, key, value);
  }

  #replace(path: readonly string[], value: unknown): void {
    this.#read(path);
    if (path.length === 0) {
      this.#root = value;
      return;
    }
    const { parent, key } = this.#slot(path);
    if (Array.isArray(parent)) parent[position(parent, key, parent.length - 1)] = value;
    else setField(parent, key, value);
  }

  #remove(path: readonly string[]): void {
    this.#read(path);
    const { parent, key } = this.#slot(path);
    if (Array.isArray(parent)) parent.splice(position(parent, key, parent.length - 1), 1);
    else delete parent[key];
  }
}

/** Applies a JSON patch (RFC 6902); the target is not changed. */
export function applyJsonPatch(target: unknown, patch: unknown): unknown {
  const operations = readOperations(patch);
  const patched = new PatchedDocument(target);
  for (const operation of operations) patched.apply(operation);
  return patched.root;
}
