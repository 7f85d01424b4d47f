import type { FieldViolation } from "../api/field-violation.js";
import type { KindName } from "../api/failures.js";
import type { ApiObject, Draft } from "../api/object.js";
import type { JsonObject } from "../json/json.js";
import type { Schema } from "../schema/schema.js";

/** A column of a table. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  /** The cell of an object; `nowMs` for ages. */
  readonly cell: (object: ApiObject, nowMs: number) => unknown;
}

/** Where the scale subresource finds its numbers. */
export interface ScalePaths {
  readonly spec: readonly string[];
  readonly status: readonly string[];
  readonly selector?: readonly string[];
}

/** One version of a kind. */
export interface KindVersion {
  readonly name: string;
  readonly served: boolean;
  readonly schema?: Schema;
  /** The same schema as the CRD has it, for OpenAPI. */
  readonly schemaJson?: JsonObject;
  readonly status: boolean;
  readonly scale?: ScalePaths;
  readonly columns: readonly Column[];
  /** Fields that a field selector may name beside name and namespace. */
  readonly selectable: readonly string[];
  /** Sent with every answer. */
  readonly warning?: string;
}

/** What is particular to a kind. Absent parts mean: nothing. */
export interface KindRules {
  /** Whether changes of the content are counted in `metadata.generation`. */
  readonly generation: boolean;
  /** Whether PUT needs no resourceVersion. */
  readonly unconditionalUpdate: boolean;
  /** What a deletion after which nothing is left answers. */
  readonly deletionAnswer: "status" | "object";
  /** Fills in what the server fills in; runs on every write. */
  readonly complete?: (draft: Draft, old: ApiObject | undefined) => void;
  readonly check?: (draft: Draft, old: ApiObject | undefined) => readonly FieldViolation[];
  /** What changes when an object is marked for deletion, besides its metadata. */
  readonly terminate?: (draft: Draft, nowMs: number) => void;
  /** Whether there is no request that deletes several objects. */
  readonly deletedOneByOne?: boolean;
  /** Why an object must not be deleted, if it must not. */
  readonly refuseDeletion?: (name: string) => string | undefined;
  /** Names that are allowed; default: RFC 1123 subdomains. */
  readonly names?: "subdomain" | "label" | "path";
  /** Subresources beside status and scale that are read and written like the object itself. */
  readonly aliases?: readonly string[];
}

/** How objects of a kind are kept in another kind's storage. */
export interface StoredAs {
  readonly plural: string;
  readonly group: string;
  readonly toStorage: (draft: Draft) => Draft;
  readonly fromStorage: (object: ApiObject) => Draft;
}

/** A kind with all its versions. */
export interface Kind extends KindName {
  readonly singular: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Whether it came from a CRD. */
  readonly custom: boolean;
  /** The version in which objects are kept. */
  readonly storageVersion: string;
  readonly versions: readonly KindVersion[];
  readonly rules: KindRules;
  readonly storedAs?: StoredAs;
}
