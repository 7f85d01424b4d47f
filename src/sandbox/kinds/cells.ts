import type { ApiObject } from "../api/object.js";
import { valueAt } from "../json/json.js";
import type { Column } from "./kind.js";

const UNITS = [
  { ms: 31_536_000_000, name: "y" },
  { ms: 86_400_000, name: "d" },
  { ms: 3_600_000, name: "h" },
  { ms: 60_000, name: "m" },
  { ms: 1000, name: "s" },
] as const;

const whole = (ms: number, unit: number): number => Math.floor(ms / unit);

/** A span of time as kubectl shows it: two units while the first is small, then one. */
export function humanDuration(ms: number): string {
  const seconds = whole(ms, 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = whole(ms, 60_000);
  if (minutes < 10) return twoUnits(ms, 3);
  if (minutes < 180) return `${minutes}m`;
  const hours = whole(ms, 3_600_000);
  if (hours < 8) return twoUnits(ms, 2);
  if (hours < 48) return `${hours}h`;
  if (hours < 192) return twoUnits(ms, 1);
  const days = whole(ms, 86_400_000);
  if (days < 730) return `${days}d`;
  return days < 2920 ? twoUnits(ms, 0) : `${whole(days, 365)}y`;
}

function twoUnits(ms: number, index: number): string {
  const unit = UNITS[index] ?? UNITS[4];
  const next = UNITS[index + 1] ?? UNITS[4];
  const rest = whole(ms % unit.ms, next.ms);
  return `${whole(ms, unit.ms)}${unit.name}${rest === 0 ? "" : `${rest}${next.name}`}`;
}

/** The age of a timestamp. */
export function ageOf(timestamp: unknown, nowMs: number): string {
  const time = typeof timestamp === "string" ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(time) ? "<unknown>" : humanDuration(nowMs - time);
}

const NAME_DESCRIPTION =
  "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";

const AGE_DESCRIPTION =
  "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

export const NAME_COLUMN: Column = {
  name: "Name",
  type: "string",
  format: "name",
  description: NAME_DESCRIPTION,
  cell: (object) => object.metadata.name,
};

export const AGE_COLUMN: Column = {
  name: "Age",
  type: "string",
  description: AGE_DESCRIPTION,
  cell: (object, nowMs) => ageOf(object.metadata.creationTimestamp, nowMs),
};

/** A column that shows one field, or `otherwise`. */
export function fieldColumn(name: string, path: string, otherwise: unknown = "<none>"): Column {
  const fields = path.split(".");
  return {
    name,
    type: "string",
    cell: (object: ApiObject) => valueAt(object, fields) ?? otherwise,
  };
}
