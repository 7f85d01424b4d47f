import { type JsonObject, listAt, stringAt } from "../json/json.js";
import { timestamp } from "../api/timestamp.js";

/** One statement about the state of an object. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
}

/** A status with one condition set; the time of its last transition changes only with its status. */
export function withCondition(status: JsonObject, nowMs: number, condition: Condition): JsonObject {
  const conditions = listAt(status, "conditions");
  const before = conditions.find((other) => stringAt(other, "type") === condition.type);
  const kept =
    stringAt(before, "status") === condition.status
      ? stringAt(before, "lastTransitionTime")
      : undefined;
  const after = { ...condition, lastTransitionTime: kept ?? timestamp(nowMs) };
  const list =
    before === undefined
      ? [...conditions, after]
      : conditions.map((other) => (other === before ? after : other));
  return { ...status, conditions: list };
}

export function hasCondition(status: unknown, type: string): boolean {
  return listAt(status, "conditions").some(
    (condition) => stringAt(condition, "type") === type && stringAt(condition, "status") === "True",
  );
}
