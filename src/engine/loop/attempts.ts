import type { AttemptPlan } from "../../definitions/definitions.js";
import { durationMs } from "../../support/duration.js";
import { hasCode } from "../../support/errors.js";
import { memberOf } from "../../support/members.js";

/** Stands for a delay that is none: trying again at once would be the worst guess. */
const DELAY_MS = 60_000;

/** What follows from a failed attempt. */
export type Verdict =
  | { readonly kind: "retry"; readonly delayMs: number }
  /** Nothing is tried again; `why` is empty where the error itself says so. */
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "ignored" };

/** What is known of the attempts so far. */
export interface AttemptState {
  /** Attempts that failed, this one included. */
  readonly failures: number;
  /** Since the first attempt began. */
  readonly elapsedMs: number;
  readonly defaultBackoffMs: number;
}

/**
 * Decides what an error means, as in Kopf: limits look ahead, so that the last failure is final at once, and a pause that would
 * end after the timeout is not waited for.
 */
export function judge(error: unknown, plan: AttemptPlan, state: AttemptState): Verdict {
  const delayMs = delayAfter(error, plan, state.defaultBackoffMs);
  if (typeof delayMs !== "number") return delayMs;
  if (plan.retries !== undefined && state.failures >= plan.retries) {
    return {
      kind: "failed",
      why: ` It was tried ${state.failures} times, and retries is ${plan.retries}.`,
    };
  }
  if (plan.timeoutMs !== undefined && state.elapsedMs + delayMs >= plan.timeoutMs) {
    return {
      kind: "failed",
      why: ` The timeout of ${plan.timeoutMs / 1000} seconds would be over before the next attempt.`,
    };
  }
  return { kind: "retry", delayMs };
}

function delayAfter(error: unknown, plan: AttemptPlan, defaultBackoffMs: number): number | Verdict {
  if (hasCode(error, "PERMANENT")) return { kind: "failed", why: "" };
  if (hasCode(error, "TEMPORARY")) return durationMs(memberOf(error, "delay")) ?? DELAY_MS;
  if (plan.errors === "ignored") return { kind: "ignored" };
  if (plan.errors === "permanent") return { kind: "failed", why: "" };
  return plan.backoffMs ?? defaultBackoffMs;
}
