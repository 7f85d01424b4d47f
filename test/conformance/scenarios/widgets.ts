import { isRecord, recordAt } from "../../../src/sandbox/json/json.js";
import type { Exchange, Recorder } from "../recorder.js";

/** A widget as the recordings have it; `more` goes into it. */
export function widget(name: string, spec: object = {}, more: object = {}): object {
  return {
    apiVersion: "demo.example.com/v1",
    kind: "Widget",
    metadata: { name },
    spec: { color: "red", ...spec },
    ...more,
  };
}

export const MERGE = { "content-type": "application/merge-patch+json" };
export const JSON_PATCH = { "content-type": "application/json-patch+json" };

export async function create(
  api: Recorder,
  body: unknown,
  label?: string,
  query = "",
): Promise<Exchange> {
  return api.send({ method: "POST", path: api.widgets(query), body }, label);
}

export async function get(
  api: Recorder,
  rest: string,
  label?: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Exchange> {
  return api.send({ method: "GET", path: api.widgets(rest), headers }, label);
}

export async function put(
  api: Recorder,
  rest: string,
  body: unknown,
  label?: string,
): Promise<Exchange> {
  return api.send({ method: "PUT", path: api.widgets(rest), body }, label);
}

export async function merge(
  api: Recorder,
  rest: string,
  body: unknown,
  label?: string,
): Promise<Exchange> {
  return api.send({ method: "PATCH", path: api.widgets(rest), headers: MERGE, body }, label);
}

export async function remove(
  api: Recorder,
  rest: string,
  label?: string,
  body?: unknown,
): Promise<Exchange> {
  return api.send(
    { method: "DELETE", path: api.widgets(rest), ...(body === undefined ? {} : { body }) },
    label,
  );
}

export type Json = Record<string, unknown>;

/** The object in an answer. */
export function objectIn({ body }: Exchange): Json & { metadata: Json } {
  const object = isRecord(body) ? body : {};
  return { ...object, metadata: { ...recordAt(object, "metadata") } };
}

export function revisionIn(exchange: Exchange): string {
  return String(objectIn(exchange).metadata["resourceVersion"]);
}

/** Widgets `l0` to `l6` with the labels `par=even` and `par=odd`, in that order. */
export async function createSeven(api: Recorder): Promise<void> {
  for (let index = 0; index < 7; index += 1) {
    const par = index % 2 === 0 ? "even" : "odd";
    const body = widget(`l${index}`, { color: index % 2 === 0 ? "blue" : "red" });
    await create(api, { ...body, metadata: { name: `l${index}`, labels: { par } } });
  }
}

/** An object with some of its metadata changed. */
export function withMeta(
  object: Json & { metadata: Json },
  more: object,
): Json & { metadata: Json } {
  return { ...object, metadata: { ...object.metadata, ...more } };
}
