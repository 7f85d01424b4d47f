import { integer, uuid } from "./random.mjs";
import { withManagedFields } from "./managed-fields.mjs";

/** The resource version of the list; events count on from here. Seven digits, so that events can be patched in place. */
export const LIST_VERSION = 1_000_000;
/** The same for `status.ticks`, which every event moves. */
export const FIRST_TICK = 1_000_000;
export const NAMESPACES = 10;

const TARGET_BYTES = { small: 600, medium: 1_560, large: 7_000 };
const ITEMS = { small: 0, medium: 2, large: 24 };
const CONDITIONS = { small: 0, medium: 1, large: 4 };
const WORDS =
  "alpha bravo canary delta echo fleet gateway helm ingress job kubelet lease mesh node".split(" ");

/**
 * One KopfExample as an API server would write it: keys in alphabetical order, managedFields by kubectl and an operator.
 * `spec.note` fills it up to the size asked for.
 */
export function createObject(random, index, { size, finalizers = [] }) {
  const body = bare(random, index, { size, finalizers });
  const missing = TARGET_BYTES[size] - JSON.stringify(body).length;
  body.spec.note = words(random, missing + body.spec.note.length);
  return body;
}

function objectName(index) {
  return `example-${String(index).padStart(6, "0")}`;
}

function bare(random, index, { size, finalizers }) {
  const body = {
    apiVersion: "kopf.dev/v1",
    kind: "KopfExample",
    metadata: metadata(random, index, { size, finalizers }),
    spec: {
      duration: integer(random, 600),
      field: WORDS[index % WORDS.length],
      ...items(random, size),
      note: "",
    },
    status: { ...conditions(size), ticks: FIRST_TICK },
  };
  if (size === "large")
    body.metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"] = applied(body);
  return withManagedFields(body, { statusOwner: size !== "small" });
}

function metadata(random, index, { size, finalizers }) {
  return {
    ...(size !== "small" && { annotations: { "kopf.dev/owner": `team-${integer(random, 40)}` } }),
    creationTimestamp: `2026-10-${String(1 + integer(random, 28)).padStart(2, "0")}T08:15:30Z`,
    ...(finalizers.length > 0 && { finalizers }),
    generation: 1,
    labels: { tier: String(integer(random, 3)) },
    name: objectName(index),
    namespace: `team-${index % NAMESPACES}`,
    resourceVersion: String(LIST_VERSION),
    uid: uuid(random),
  };
}

function items(random, size) {
  if (ITEMS[size] === 0) return {};
  const make = (_, index) => ({
    image: `registry.example.com/${WORDS[index % WORDS.length]}/${WORDS[integer(random, WORDS.length)]}:1.${integer(random, 90)}`,
    name: `item-${index}`,
    replicas: integer(random, 9),
  });
  return { items: Array.from({ length: ITEMS[size] }, make) };
}

const condition = (_, index) => ({
  lastTransitionTime: "2026-10-29T10:00:00Z",
  message: `The ${WORDS[index]} has "settled".`,
  reason: "Settled",
  status: "True",
  type: ["Ready", "Available", "Progressing", "Synced"][index],
});

function conditions(size) {
  if (CONDITIONS[size] === 0) return {};
  return { conditions: Array.from({ length: CONDITIONS[size] }, condition), observedGeneration: 1 };
}

function applied({ apiVersion, kind, metadata: { name, namespace }, spec }) {
  return JSON.stringify({ apiVersion, kind, metadata: { annotations: {}, name, namespace }, spec });
}

function words(random, length) {
  const chosen = [];
  for (let written = 0; written < length; written += chosen.at(-1).length + 1) {
    chosen.push(WORDS[integer(random, WORDS.length)]);
  }
  return chosen.join(" ").slice(0, Math.max(length, 0));
}
