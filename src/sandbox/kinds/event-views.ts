import { type ApiObject, type Draft, draftOf } from "../api/object.js";
import { type MutableJson, recordAt } from "../json/json.js";

/** How `events.k8s.io/v1` names the fields of the core group's `Event`. */
const RENAMED: Readonly<Record<string, string>> = {
  involvedObject: "regarding",
  message: "note",
  reportingComponent: "reportingController",
  source: "deprecatedSource",
  firstTimestamp: "deprecatedFirstTimestamp",
  lastTimestamp: "deprecatedLastTimestamp",
  count: "deprecatedCount",
};

const BACK: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(RENAMED).map(([core, events]) => [events, core]),
);

function renamed(draft: Draft, names: Readonly<Record<string, string>>): MutableJson {
  return Object.fromEntries(
    Object.entries(draft).map(([name, value]) => [names[name] ?? name, value]),
  );
}

/** An `events.k8s.io/v1` event as the core group keeps it. */
export function eventToStorage(draft: Draft): Draft {
  const stored = draftOf({ ...renamed(draft, BACK), apiVersion: "v1" });
  const series = recordAt(draft, "series");
  if (series !== undefined) stored["series"] = { ...series };
  return stored;
}

/** A core event as `events.k8s.io/v1` shows it. */
export function eventFromStorage(object: ApiObject): Draft {
  return draftOf({ ...renamed(draftOf(object), RENAMED), apiVersion: "events.k8s.io/v1" });
}
