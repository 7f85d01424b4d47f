/** Milliseconds to days. */
type Unit = "ms" | "s" | "m" | "h" | "d";
/** One number with its unit. */
type Part = `${number}${Unit}`;

/**
 * A span of time: seconds as a number, as everywhere in Kubernetes and Kopf, or a string with units.
 *
 * @example `10`, `"10s"`, `"500ms"`, `"1h30m"`
 */
export type Duration = number | Part | `${Part}${Part}` | `${Part}${Part}${Part}`;

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/** Milliseconds of a duration; `undefined` if it is none: negative, not finite, without a unit, or not a number or string at all. */
export function durationMs(duration: unknown): number | undefined {
  if (typeof duration === "number")
    return Number.isFinite(duration) && duration >= 0 ? duration * 1000 : undefined;
  if (typeof duration !== "string" || !WHOLE.test(duration)) return undefined;
  let total = 0;
  for (const [, amount, unit] of duration.matchAll(PART))
    total += Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
  return total;
}

/** What a duration may look like, for messages. */
export const DURATION_FORMS =
  'a number of seconds (10) or a string with units ("10s", "500ms", "1h30m")';
