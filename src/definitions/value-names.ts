/** How much of an object a value needs: nothing, what metadata-only watches bring, or all of it. */
export type Reads = "nothing" | "metadata" | "body";

/** The families of handlers: what their parameters may be differs. */
export type Family =
  | "activity"
  | "event"
  | "change"
  | "timer"
  | "daemon"
  | "index"
  | "admission"
  | "reconcile";

interface ValueRule {
  readonly families: readonly Family[];
  readonly reads: Reads;
  /** Whether the decorator takes a path into the value. */
  readonly path: boolean;
}

const RESOURCE_FAMILIES = [
  "event",
  "change",
  "timer",
  "daemon",
  "index",
  "admission",
  "reconcile",
] as const;
const ALL = ["activity", ...RESOURCE_FAMILIES] as const;
const COMPARING = ["change", "admission"] as const;
const ATTEMPTED = ALL.filter((family) => family !== "admission");

const ofObject = (reads: Reads, path: boolean): ValueRule => ({
  families: RESOURCE_FAMILIES,
  reads,
  path,
});
const of = (families: readonly Family[], reads: Reads = "nothing", path = false): ValueRule => ({
  families,
  reads,
  path,
});

/** Every value that a parameter decorator can ask for: which handlers have it, and what it reads. */
export const VALUES = {
  body: ofObject("body", true),
  spec: ofObject("body", true),
  status: ofObject("body", true),
  meta: ofObject("metadata", true),
  name: ofObject("nothing", false),
  namespace: ofObject("nothing", false),
  uid: ofObject("nothing", false),
  labels: ofObject("metadata", true),
  annotations: ofObject("metadata", true),
  resource: ofObject("nothing", false),
  old: of(COMPARING, "body", true),
  new: of(COMPARING, "body", true),
  diff: of(COMPARING, "body", true),
  reason: of(["change"]),
  retry: of(ATTEMPTED),
  started: of(ATTEMPTED),
  runtime: of(ATTEMPTED),
  param: of(ALL),
  type: of(["event"]),
  event: of(["event"], "body"),
  dryRun: of(["admission"]),
  operation: of(["admission"]),
  subresource: of(["admission"]),
  userInfo: of(["admission"]),
  warnings: of(["admission"]),
  headers: of(["admission"]),
  sslPeer: of(["admission"]),
} as const satisfies Readonly<Record<string, ValueRule>>;

/** The name of such a value: a property of the handler's context, too. */
export type ValueName = keyof typeof VALUES;

/** Families whose handlers run for an object. */
export function isResourceFamily(family: Family): boolean {
  return family !== "activity";
}

/** The larger of two demands. */
export function widest(one: Reads, other: Reads): Reads {
  if (one === "body" || other === "body") return "body";
  return one === "metadata" || other === "metadata" ? "metadata" : "nothing";
}
