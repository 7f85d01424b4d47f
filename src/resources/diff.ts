import type { FieldPath } from "./field-path.js";

/** What happened to a value between two states of an object. */
export type DiffOperation = "add" | "change" | "remove";

/** One difference: operation, path, the value before, the value after. */
export type DiffItem = readonly [
  operation: DiffOperation,
  path: FieldPath,
  before: unknown,
  after: unknown,
];

/** All differences between two states of an object; their order means nothing. */
export type Diff = readonly DiffItem[];
