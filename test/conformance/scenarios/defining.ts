import type { Recorder } from "../recorder.js";
import { scenario } from "../scenario.js";
import {
  awaitCondition,
  awaitSchema,
  CRDS,
  definition,
  established,
  own,
  post,
  schemaOf,
} from "./definitions.js";
import { create, merge, MERGE, remove, widget } from "./widgets.js";

/** Waits until objects of a kind are not created any more: a real server learns a moment later that it is going. */
async function awaitRefusal(api: Recorder, path: string): Promise<void> {
  for (;;) {
    const body = own(api, "two");
    const { status } = await api.send({ method: "POST", path: `${path}?dryRun=All`, body });
    api.exchanges.pop();
    if (status === 403) return;
  }
}

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
  scenario("schema.embedded-objects", async (api) => {
    const embedded = {
      type: "object",
      "x-kubernetes-embedded-resource": true,
      "x-kubernetes-preserve-unknown-fields": true,
    };
    const path = await established(
      api,
      definition(api, {}, schemaOf({ one: embedded, list: { type: "array", items: embedded } })),
    );
    const attempt = async (spec: object, label: string, query = ""): Promise<void> => {
      const request = { method: "POST", path: `${path}?dryRun=All${query}` };
      await api.send({ ...request, body: own(api, "a", { spec }) }, `documented: ${label}`);
    };
    const pod = { apiVersion: "v1", kind: "Pod" };
    await attempt({ one: {} }, "invalid 422");
    await attempt({ list: [pod, { kind: "Pod" }] }, "invalid 422");
    await attempt({ one: { ...pod, apiVersion: "a/b/c" } }, "invalid 422");
    await attempt({ one: { ...pod, metadata: { labels: { "a b": "c" } } } }, "invalid 422");
    await attempt(
      { one: { ...pod, metadata: { foo: 1 } } },
      "refused 400",
      "&fieldValidation=Strict",
    );
    await attempt({ one: { ...pod, metadata: { foo: 1, name: "b" }, more: 1 } }, "embedded object");
  }),
  scenario("schema.unknown-fields-in-order", async (api) => {
    const free = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
    const known = { type: "object", properties: { k: { type: "string" } } };
    const path = await established(
      api,
      definition(api, {}, schemaOf({ b: known, a: { ...free, properties: { in: known } } })),
    );
    const spec = { b: { z: 1, y: 1 }, a: { free: 1, in: { k: "v", gone: 1 } }, x: 1 };
    await api.send(
      {
        method: "POST",
        path: `${path}?fieldValidation=Strict`,
        body: own(api, "a", { spec, other: 1 }),
      },
      "documented: refused 400",
    );
  }),
  scenario("schema.combinations", async (api) => {
    const string = { type: "string" };
    const pair = { type: "object", properties: { x: string, y: string } };
    const schema = schemaOf({
      one: { ...pair, oneOf: [{ required: ["x"] }, { required: ["y"] }] },
      any: { ...string, anyOf: [{ minLength: 4 }, { pattern: "^x" }] },
      all: { ...pair, allOf: [{ required: ["x"] }, { minProperties: 1 }] },
      not: { ...string, not: { enum: ["bad"] } },
      either: { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, string] },
      number: { type: "integer", enum: [1] },
      few: { type: "array", items: string, maxItems: 1 },
    });
    const path = await established(api, definition(api, {}, schema));
    const wrong = [{ one: {} }, { one: { x: "", y: "" } }, { any: "ab" }, { all: { y: "" } }];
    const more = [
      { not: "bad" },
      { either: true },
      { number: 7 },
      { number: "7" },
      { few: ["", ""] },
    ];
    for (const spec of [...wrong, ...more])
      await api.send(
        { method: "POST", path, body: own(api, "a", { spec }) },
        "documented: invalid 422",
      );
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
