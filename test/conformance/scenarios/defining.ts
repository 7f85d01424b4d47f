import { listAt, recordAt, stringAt } from "../../../src/sandbox/json/json.js";
import type { Recorder } from "../recorder.js";
import { scenario } from "../scenario.js";
import { create, merge, MERGE, remove, widget } from "./widgets.js";

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** A CustomResourceDefinition as scenarios vary it. */
interface Definition {
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
function definition(api: Recorder, spec: object = {}, version: object = {}): Definition {
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

const post = async (api: Recorder, body: unknown, label?: string): Promise<void> =>
  void (await api.send({ method: "POST", path: CRDS, body }, label));

/** Asks for the definition until it has a condition, or is gone. */
async function awaitCondition(
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
async function awaitSchema(api: Recorder, text: string): Promise<void> {
  for (;;) {
    const { body } = await api.peek("/openapi/v3/apis/own.example.com/v1");
    if (JSON.stringify(body).includes(text)) return;
  }
}

const established = async (api: Recorder, body: Definition): Promise<string> => {
  await post(api, body);
  await awaitCondition(api, body.metadata.name, "Established");
  const path = `/apis/own.example.com/v1/namespaces/${api.namespace}/${body.metadata.name.split(".")[0] ?? ""}`;
  // A real server serves a kind a moment after it calls it established.
  for (;;) if ((await api.peek(path)).status === 200) return path;
};

/** Waits until objects of a kind are not created any more: a real server learns a moment later that it is going. */
async function awaitRefusal(api: Recorder, path: string): Promise<void> {
  for (;;) {
    const body = own(api, "two");
    const { status } = await api.send({ method: "POST", path: `${path}?dryRun=All`, body });
    api.exchanges.pop();
    if (status === 403) return;
  }
}

const schemaOf = (properties: object): object => ({
  schema: {
    openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties } } },
  },
});

const own = (api: Recorder, name: string, more: object = {}): object => ({
  apiVersion: "own.example.com/v1",
  kind: definition(api).spec.names.kind,
  metadata: { name },
  ...more,
});

export const DEFINING = [
  scenario("crd.exists", async (api) => {
    const body = {
      ...definition(api, {
        group: "demo.example.com",
        names: { plural: "widgets", kind: "Widget" },
      }),
      metadata: { name: "widgets.demo.example.com" },
    };
    await post(api, body, "crd create dup");
  }),
  scenario("crd.bad-name", async (api) => {
    const spec = { group: "demo.example.com", names: { plural: "widgets", kind: "Widget" } };
    await post(
      api,
      { ...definition(api, spec), metadata: { name: "bad.demo.example.com" } },
      "crd bad name",
    );
  }),
  scenario("crd.no-schema", async (api) => {
    const gadgets = { group: "demo.example.com", names: { plural: "gadgets", kind: "Gadget" } };
    const version = { schema: undefined, selectableFields: [{ jsonPath: ".spec.color" }] };
    await post(
      api,
      { ...definition(api, gadgets, version), metadata: { name: "gadgets.demo.example.com" } },
      "crd no schema",
    );
  }),
  scenario("crd.non-structural", async (api) => {
    const gadgets = { group: "demo.example.com", names: { plural: "gadgets", kind: "Gadget" } };
    const schema = {
      openAPIV3Schema: {
        type: "object",
        properties: { spec: { properties: { color: { type: "integer" } } } },
      },
    };
    const version = { schema, selectableFields: [{ jsonPath: ".spec.colour" }] };
    await post(
      api,
      { ...definition(api, gadgets, version), metadata: { name: "gadgets.demo.example.com" } },
      "documented: non structural",
    );
  }),
  scenario("crd.protected-group", async (api) => {
    const body = definition(api, { group: "own.k8s.io" });
    await post(
      api,
      {
        ...body,
        metadata: {
          name: body.metadata.name.replace("example.com", "k8s.io").replace("own.k8s", "own.k8s"),
        },
      },
      "documented: protected group",
    );
  }),
  scenario("crd.create-established-served", async (api) => {
    const path = await established(api, definition(api));
    await api.send({ method: "POST", path, body: own(api, "one") }, "documented: created 201");
    await api.send({ method: "GET", path }, "documented: listed 200");
  }),
  scenario("crd.before", async (api) => {
    await api.send(
      { method: "GET", path: `/apis/own.example.com/v1/namespaces/x/absent` },
      "cr before crd",
    );
  }),
  scenario("crd.name-conflict", async (api) => {
    await established(api, definition(api));
    const body = definition(api);
    const { spec } = body;
    const names = { ...spec.names, plural: `${api.namespace}x` };
    const second = {
      ...body,
      metadata: { name: `${api.namespace}x.own.example.com` },
      spec: { ...spec, names },
    };
    await post(api, second, "documented: created 201");
    await awaitCondition(api, second.metadata.name, "Established");
    await api.send(
      { method: "GET", path: `${CRDS}/${second.metadata.name}` },
      "documented: names not accepted",
    );
  }),
  scenario("crd.update-schema-live", async (api) => {
    const body = definition(api, {}, schemaOf({ a: { type: "string" } }));
    const path = await established(api, body);
    await api.send(
      {
        method: "POST",
        path: `${path}?fieldValidation=Strict`,
        body: own(api, "one", { spec: { b: 1 } }),
      },
      "documented: refused 400",
    );
    const spec = {
      versions: [
        {
          ...body.spec.versions[0],
          ...schemaOf({ a: { type: "string" }, b: { type: "integer" } }),
        },
      ],
    };
    await api.send({
      method: "PATCH",
      path: `${CRDS}/${body.metadata.name}`,
      headers: MERGE,
      body: { spec },
    });
    await awaitSchema(api, '"b":{"type":"integer"');
    await api.send(
      {
        method: "POST",
        path: `${path}?fieldValidation=Strict`,
        body: own(api, "one", { spec: { b: 1 } }),
      },
      "documented: created 201",
    );
  }),
  scenario("crd.several-versions", async (api) => {
    const version = (name: string, properties: object): object => ({
      name,
      served: true,
      storage: name === "v1",
      ...schemaOf({ both: { type: "string" }, ...properties }),
    });
    const spec = {
      versions: [
        version("v1", { one: { type: "string", default: "first" } }),
        version("v2", { two: { type: "string", default: "second" } }),
      ],
    };
    const path = await established(api, definition(api, spec));
    const path2 = path.replace("/v1/", "/v2/");
    const second = (name: string, content: object): object => ({
      ...own(api, name, { spec: content }),
      apiVersion: "own.example.com/v2",
    });
    const send = async (method: string, where: string, body?: object, label?: string) =>
      void (await api.send({ method, path: where, headers: MERGE, body }, label));
    const json = { "content-type": "application/json" };
    await api.send(
      { method: "POST", path: path2, headers: json, body: second("a", { two: "x", both: "c" }) },
      "documented: without what is not stored",
    );
    await send("GET", `${path}/a`, undefined, "documented: with what is stored");
    await send("PATCH", `${path2}/a`, { spec: { both: "c" } });
    await send("PATCH", `${path2}/a`, { spec: { both: "d", two: "y" } });
    await api.send({ method: "POST", path, body: own(api, "b", { spec: { one: "1" } }) });
    await send("GET", `${path2}/b`);
    await send("PATCH", `${path2}/b`, { spec: { both: "c" } });
    await send("GET", `${path}/b`);
  }),
  scenario("crd.update-ends-watches", async (api) => {
    const body = definition(api, {}, schemaOf({ a: { type: "string" } }));
    const path = await established(api, body);
    const watch = await api.watch(`${path}?watch=true`);
    const schema = schemaOf({ a: { type: "string" }, b: { type: "integer" } });
    const spec = { versions: [{ ...body.spec.versions[0], ...schema }] };
    const name = `${CRDS}/${body.metadata.name}`;
    await api.send({ method: "PATCH", path: name, headers: MERGE, body: { spec } });
    await watch.ended();
    const created = own(api, "one", { spec: { a: "x", b: 1 } });
    await api.send({ method: "POST", path, body: created }, "documented: a new field");
  }),
  scenario("crd.delete-with-instances", async (api) => {
    const body = definition(api);
    const path = await established(api, body);
    await api.send({ method: "POST", path, body: own(api, "one") });
    const watch = await api.watch(`${path}?watch=true`);
    await watch.until(1);
    await api.send(
      { method: "DELETE", path: `${CRDS}/${body.metadata.name}` },
      "documented: definition terminating",
    );
    await watch.ended();
    await awaitCondition(api, body.metadata.name, undefined);
    await api.send({ method: "GET", path }, "cr before crd");
  }),
  scenario("crd.delete-blocked-by-finalizer", async (api) => {
    const body = definition(api);
    const path = await established(api, body);
    await api.send({
      method: "POST",
      path,
      body: { ...own(api, "one"), metadata: { name: "one", finalizers: ["x.example.com/f"] } },
    });
    await api.send(
      { method: "DELETE", path: `${CRDS}/${body.metadata.name}` },
      "documented: definition terminating",
    );
    await awaitRefusal(api, path);
    await api.send(
      { method: "POST", path, body: own(api, "two") },
      "documented: create while definition terminates",
    );
    await api.send(
      {
        method: "PATCH",
        path: `${path}/one`,
        headers: MERGE,
        body: { metadata: { finalizers: [] } },
      },
      "documented: listed 200",
    );
    await awaitCondition(api, body.metadata.name, undefined);
  }),
  scenario("schema.prune-and-default-on-read", async (api) => {
    await create(
      api,
      widget("a", { opts: { k: "v" }, any: { deep: { er: [1] } } }),
      "documented: created 201",
    );
    await merge(api, "/a", { spec: { opts: { k: null, l: "w" } } }, "documented: map changed");
    await remove(api, "/a", "documented: deleted 200");
  }),
  scenario("schema.list-map", async (api) => {
    await create(
      api,
      widget("a", { ports: [{ name: "p" }, { name: "p" }] }),
      "documented: duplicate map key",
    );
    await create(
      api,
      widget("a", { ports: [{ name: "p" }, { name: "q" }] }),
      "documented: created 201",
    );
  }),
  scenario("schema.int-or-string", async (api) => {
    await create(api, widget("a", { ios: 5 }), "documented: created 201");
    await create(api, widget("b", { ios: true }), "documented: invalid 422");
  }),
  scenario("schema.no-subresources", async (api) => {
    const path = await established(api, definition(api));
    const made = await api.send(
      { method: "POST", path, body: own(api, "p", { spec: { a: 1 }, status: { x: 1 } }) },
      "documented: status kept",
    );
    await api.send(
      {
        method: "PATCH",
        path: `${path}/p`,
        headers: MERGE,
        body: { metadata: { labels: { a: "b" } } },
      },
      "documented: generation 1",
    );
    await api.send(
      { method: "PATCH", path: `${path}/p`, headers: MERGE, body: { status: { x: 2 } } },
      "documented: generation 2",
    );
    await api.send(
      { method: "GET", path: `${path}/p/status` },
      made.status === 201 ? "documented: not found 404" : undefined,
    );
  }),
  scenario("schema.ratcheting", async (api) => {
    const body = definition(
      api,
      {},
      schemaOf({ note: { type: "string" }, size: { type: "integer" } }),
    );
    const path = await established(api, body);
    await api.send(
      { method: "POST", path, body: own(api, "rt", { spec: { note: "abcdefgh" } }) },
      "documented: created 201",
    );
    const tight = schemaOf({ note: { type: "string", maxLength: 3 }, size: { type: "integer" } });
    const versions = [{ ...body.spec.versions[0], ...tight }];
    await api.send({
      method: "PATCH",
      path: `${CRDS}/${body.metadata.name}`,
      headers: MERGE,
      body: { spec: { versions } },
    });
    await awaitSchema(api, '"maxLength":3');
    await api.send(
      { method: "PATCH", path: `${path}/rt`, headers: MERGE, body: { spec: { size: 2 } } },
      "documented: listed 200",
    );
    await api.send(
      { method: "PATCH", path: `${path}/rt`, headers: MERGE, body: { spec: { note: "zzzzzz" } } },
      "documented: invalid 422",
    );
    await api.send(
      { method: "POST", path, body: own(api, "rt2", { spec: { note: "zzzzzz" } }) },
      "documented: invalid 422",
    );
  }),
];
