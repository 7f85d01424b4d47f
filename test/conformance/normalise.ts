import type { Exchange } from "./recorder.js";

const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const GENERATED = /\b(gen-)[a-z0-9]{5}\b/g;
const AGE = /^\d+[smhd](\d+[smhd])?$/;
const REGISTRY_KEY = /Key: \/registry\/[^,]+/g;
const REVISIONS_IN_TEXT =
  /((?:resource version|current|ResourceVersion in precondition|ResourceVersion in record)[: (]+)(\d+)/gi;

/** Fields that the sandbox does not keep: listed as a difference in docs/guide/sandbox.md. */
const DROPPED: ReadonlySet<string> = new Set(["managedFields", "storageVersionHash"]);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Collects what is volatile in a transcript, so that equality and order stay visible. */
class Volatile {
  readonly #uids = new Map<string, string>();
  readonly #revisions = new Set<number>();

  note(value: unknown): void {
    if (Array.isArray(value)) value.forEach((item) => this.note(item));
    else if (isRecord(value)) {
      for (const [field, inner] of Object.entries(value)) {
        if (field === "resourceVersion" && typeof inner === "string" && inner !== "")
          this.#revisions.add(Number(inner));
        else this.note(inner);
      }
    }
  }

  uid(text: string): string {
    const known = this.#uids.get(text) ?? `uid-${this.#uids.size + 1}`;
    this.#uids.set(text, known);
    return known;
  }

  revision(text: string): string {
    const order = [...this.#revisions].toSorted((left, right) => left - right);
    const rank = order.indexOf(Number(text));
    return rank < 0 ? "r?" : `r${rank + 1}`;
  }
}

function plainText(value: string, volatile: Volatile): string {
  const plain = value
    .replaceAll(UID, (uid) => volatile.uid(uid))
    .replaceAll(TIME, "T")
    .replaceAll(GENERATED, "$1*")
    .replaceAll(REGISTRY_KEY, "Key: K")
    .replaceAll(REVISIONS_IN_TEXT, "$1R");
  return AGE.test(plain) ? "AGE" : sortBracketed(plain);
}

/** Violations of several fields come in any order. */
function sortBracketed(message: string): string {
  const match = /^(.* is invalid: )\[(.*)\]$/s.exec(message);
  return match === null ? message : `${match[1] ?? ""}[several]`;
}

function walk(value: unknown, volatile: Volatile, field = ""): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => walk(item, volatile));
    return field === "causes" ? items.map((item) => JSON.stringify(item)).toSorted() : items;
  }
  if (isRecord(value)) {
    const pairs = Object.entries(value).filter(([name]) => !DROPPED.has(name));
    return Object.fromEntries(
      pairs
        .toSorted(([left], [right]) => (left < right ? -1 : 1))
        .map(([name, inner]) => [name, walk(inner, volatile, name)]),
    );
  }
  if (typeof value !== "string") return value;
  if (field === "resourceVersion") return value === "" ? "" : volatile.revision(value);
  return field === "continue" && value !== "" ? "TOKEN" : plainText(value, volatile);
}

/** Exchanges with everything volatile replaced: uids by index, revisions by rank, times by `T`. */
export function normalise(exchanges: readonly Exchange[], namespace: string): unknown[] {
  const volatile = new Volatile();
  for (const { body } of exchanges) volatile.note(body);
  return exchanges.map(({ request, status, contentType, warning, retryAfter, body }) => {
    const plain = walk({ status, contentType, warning, retryAfter, body }, volatile);
    const answer: unknown = JSON.parse(JSON.stringify(plain).replaceAll(namespace, "ns"));
    return { request: `${request.method} ${request.path.replaceAll(namespace, "ns")}`, answer };
  });
}

/** One answer alone, comparable with what was observed elsewhere. */
export function normaliseAnswer(
  answer: Pick<Exchange, "status" | "body"> & Partial<Exchange>,
  namespace: string,
): unknown {
  const { status, body, contentType, warning, retryAfter } = answer;
  const exchange: Exchange = {
    label: undefined,
    request: { method: "", path: "" },
    status,
    body,
    contentType,
    warning,
    retryAfter,
  };
  const [first] = normalise([exchange], namespace);
  return isRecord(first) ? first["answer"] : undefined;
}
