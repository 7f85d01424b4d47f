import { tooLong, notSupported, forbiddenField } from "../api/field-violation.js";
import { invalidOptions } from "../api/failures.js";

const VALIDATIONS = ["", "Ignore", "Strict", "Warn"] as const;

/** What a write is asked to do, and the warnings that it gives. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldValidation: "Ignore" | "Strict" | "Warn";
  /** Texts for `Warning` headers, filled while the request is handled. */
  readonly warnings: string[];
}

export const PLAIN_WRITE = (): WriteOptions => ({
  dryRun: false,
  fieldValidation: "Warn",
  warnings: [],
});

const MOST_MANAGER_BYTES = 128;

function dryRunOf(query: URLSearchParams, kind: string): boolean {
  const asked = query.getAll("dryRun");
  if (asked.some((value) => value !== "All"))
    throw invalidOptions(kind, notSupported("dryRun", asked, ["All"]));
  return asked.length > 0;
}

function validationOf(query: URLSearchParams, kind: string): WriteOptions["fieldValidation"] {
  const asked = query.get("fieldValidation") ?? "";
  const known = VALIDATIONS.find((value) => value === asked);
  if (known === undefined)
    throw invalidOptions(kind, notSupported("fieldValidation", asked, VALIDATIONS));
  return known === "" ? "Warn" : known;
}

/** Reads the query of a write; `kind` is `CreateOptions`, `UpdateOptions` or `PatchOptions`. */
export function readWriteOptions(query: URLSearchParams, kind: string): WriteOptions {
  const dryRun = dryRunOf(query, kind);
  const manager = query.get("fieldManager") ?? "";
  if (Buffer.byteLength(manager) > MOST_MANAGER_BYTES)
    throw invalidOptions(kind, tooLong("fieldManager", MOST_MANAGER_BYTES));
  const fieldValidation = validationOf(query, kind);
  return { dryRun, fieldValidation, warnings: [] };
}

/** `force` belongs to server-side apply. */
export function refuseForce(query: URLSearchParams): void {
  if (query.get("force") !== null) {
    throw invalidOptions(
      "PatchOptions",
      forbiddenField("force", "may not be specified for non-apply patch"),
    );
  }
}
