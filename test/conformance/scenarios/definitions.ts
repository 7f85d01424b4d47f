import { listAt, recordAt, stringAt } from "../../../src/sandbox/json/json.js";
import type { Recorder } from "../recorder.js";

export const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** A CustomResourceDefinition as scenarios vary it. */
export interface Definition {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly plural: string; readonly kind: string };
    readonly versions: readonly object[];
  };
}

/** A definition whose names belong to the scenario's namespace, so that scenarios do not meet. */
export function definition(api: Recorder, spec: object = {}, version: object = {}): Definition {
  const word = api.namespace.replaceAll("-", "");
  const schema = {
    openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  };
  const names = { plural: `${word}s`, kind: word.charAt(0).toUpperCase() + word.slice(1) };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${word}s.own.example.com` },
    spec: {
      group: "own.example.com",
      scope: "Namespaced",
      names,
      versions: [{ name: "v1", served: true, storage: true, schema, ...version }],
      ...spec,
    },
  };
}

export const post = async (api: Recorder, body: unknown, label?: string): Promise<void> =>
  void (await api.send({ method: "POST", path: CRDS, body }, label));

/** Asks for the definition until it has a condition, or is gone. */
export async function awaitCondition(
  api: Recorder,
  name: string,
  type: string | undefined,
): Promise<void> {
  for (;;) {
    const { status, body } = await api.peek(`${CRDS}/${name}`);
    const conditions = listAt(recordAt(body, "status"), "conditions");
    const has = conditions.some((condition) => stringAt(condition, "type") === type);
    if (type === undefined ? status === 404 : has) return;
  }
}

/** Asks for the OpenAPI document of the scenarios' own group until it holds a text. */
export async function awaitSchema(api: Recorder, text: string): Promise<void> {
  for (;;) {
    const { body } = await api.peek("/openapi/v3/apis/own.example.com/v1");
    if (JSON.stringify(body).includes(text)) return;
  }
}

export const established = async (api: Recorder, body: Definition): Promise<string> => {
  await post(api, body);
  await awaitCondition(api, body.metadata.name, "Established");
  const path = `/apis/own.example.com/v1/namespaces/${api.namespace}/${body.metadata.name.split(".")[0] ?? ""}`;
  // A real server serves a kind a moment after it calls it established.
  for (;;) if ((await api.peek(path)).status === 200) return path;
};

export const schemaOf = (properties: object): object => ({
  schema: {
    openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties } } },
  },
});

export const own = (api: Recorder, name: string, more: object = {}): object => ({
  apiVersion: "own.example.com/v1",
  kind: definition(api).spec.names.kind,
  metadata: { name },
  ...more,
});
