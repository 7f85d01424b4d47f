import { badRequest } from "../api/failures.js";
import { failure } from "../api/status.js";
import {
  copyJson,
  goType,
  isList,
  isRecord,
  type JsonObject,
  type MutableJson,
  sameJson,
  setField,
  stringAt,
  valueAt,
} from "../json/json.js";

const MOST_OPERATIONS = 10_000;

/** A patch that does not fit the object; the real server does not say more. */
const misfit = (): Error =>
  failure(422, "the server rejected our request due to an error in our request", {
    reason: "Invalid",
    details: {},
  });

function undecodable(what: string): Error {
  return badRequest(`error decoding patch: json: cannot unmarshal ${what}`);
}

/** Checks the form of a JSON patch (RFC 6902). */
function readOperations(patch: unknown): readonly JsonObject[] {
  if (patch === null) return [];
  if (!isList(patch))
    throw undecodable(`${goType(patch)} into Go value of type []handlers.jsonPatchOp`);
  if (patch.length > MOST_OPERATIONS) {
    throw failure(
      413,
      `The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${patch.length}`,
      { reason: "RequestEntityTooLarge" },
    );
  }
  return patch.map(readOperation);
}

function readOperation(operation: unknown): JsonObject {
  if (operation === null) return {};
  if (!isRecord(operation))
    throw undecodable(`${goType(operation)} into Go value of type handlers.jsonPatchOp`);
  for (const field of ["op", "path", "from"]) {
    const value = operation[field] ?? "";
    if (typeof value !== "string")
      throw undecodable(
        `${goType(value)} into Go struct field jsonPatchOp.${field} of type string`,
      );
  }
  return operation;
}

/** The fields of a pointer. Like the real server's, it ignores what stands before the first slash. */
function pointer(operation: JsonObject, field: "path" | "from"): string[] {
  return (stringAt(operation, field) ?? "")
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A place in a document; in an object it need not be there yet. */
interface Slot {
  readonly parent: MutableJson | unknown[];
  readonly key: string;
}

function isOpen(value: unknown): value is MutableJson | unknown[] {
  return isList(value) || isRecord(value);
}

/** The index that a key means in a list with so many places: Go's integers, and from the end if negative. */
function position(key: string, places: number): number {
  const number = /^[+-]?\d+$/.test(key) ? Number(key) : places;
  const index = number < 0 ? number + places : number;
  if (index < 0 || index >= places) throw misfit();
  return index;
}

/** What stands in a slot. What is missing in an object counts as null, as in the real server's library. */
function read({ parent, key }: Slot): unknown {
  const found = isList(parent) ? parent[position(key, parent.length)] : valueAt(parent, [key]);
  return found ?? null;
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
    const value = copyJson(operation["value"] ?? null);
    const name = stringAt(operation, "op");
    if (name === "add") this.#add(path, value);
    else if (name === "replace") this.#replace(path, value);
    else if (name === "remove") this.#remove(path);
    else if (name === "copy")
      this.#add(path, copyJson(read(this.#slot(pointer(operation, "from")))));
    else if (name === "move") this.#move(pointer(operation, "from"), path);
    else if (name !== "test" || !sameJson(read(this.#slot(path)), value)) throw misfit();
  }

  #move(from: readonly string[], path: readonly string[]): void {
    const moved = read(this.#slot(from));
    this.#remove(from);
    this.#add(path, moved);
  }

  /** Where a path leads; the whole document is no place in it. */
  #slot(path: readonly string[]): Slot {
    const key = path.at(-1);
    let parent = this.#root;
    for (const part of path.slice(0, -1)) {
      if (!isOpen(parent)) throw misfit();
      parent = read({ parent, key: part });
    }
    if (key === undefined || !isOpen(parent)) throw misfit();
    return { parent, key };
  }

  #add(path: readonly string[], value: unknown): void {
    const { parent, key } = this.#slot(path);
    if (!Array.isArray(parent)) setField(parent, key, value);
    else if (key === "-") parent.push(value);
    else parent.splice(position(key, parent.length + 1), 0, value);
  }

  #replace(path: readonly string[], value: unknown): void {
    if (path.length === 0 && isOpen(value)) {
      this.#root = value;
      return;
    }
    const { parent, key } = this.#slot(path);
    if (Array.isArray(parent)) parent[position(key, parent.length)] = value;
    else setField(parent, key, value);
  }

  #remove(path: readonly string[]): void {
    const { parent, key } = this.#slot(path);
    if (Array.isArray(parent)) parent.splice(position(key, parent.length), 1);
    else if (Object.hasOwn(parent, key)) delete parent[key];
    else throw misfit();
  }
}

/** Applies a JSON patch (RFC 6902) with the leniencies of the real server's library; the target is not changed. */
export function applyJsonPatch(target: unknown, patch: unknown): unknown {
  const operations = readOperations(patch);
  const patched = new PatchedDocument(target);
  for (const operation of operations) patched.apply(operation);
  return patched.root;
}
