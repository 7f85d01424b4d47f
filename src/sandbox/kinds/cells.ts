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
  return STEPS.find(({ below }) => ms < below)?.show(ms) ?? `${whole(ms, 31_536_000_000)}y`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Up to which span which form is used. */
const STEPS: readonly { readonly below: number; readonly show: (ms: number) => string }[] = [
  { below: 2 * MINUTE, show: (ms) => `${whole(ms, 1000)}s` },
  { below: 10 * MINUTE, show: (ms) => twoUnits(ms, 3) },
  { below: 3 * HOUR, show: (ms) => `${whole(ms, MINUTE)}m` },
  { below: 8 * HOUR, show: (ms) => twoUnits(ms, 2) },
  { below: 2 * DAY, show: (ms) => `${whole(ms, HOUR)}h` },
  { below: 8 * DAY, show: (ms) => twoUnits(ms, 1) },
  { below: 730 * DAY, show: (ms) => `${whole(ms, DAY)}d` },
  { below: 2920 * DAY, show: (ms) => twoUnits(ms, 0) },
];

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

/** The age where it is told as a date: of custom resources and scales. */
export const AGE_DATE_COLUMN: Column = { ...AGE_COLUMN, type: "date" };

/** A column that shows one field, or `otherwise`. */
export function fieldColumn(name: string, path: string, otherwise: unknown = "<none>"): Column {
  const fields = path.split(".");
  return {
    name,
    type: "string",
    cell: (object: ApiObject) => valueAt(object, fields) ?? otherwise,
  };
}
